import { byRoute, inCluster, projection } from "myelin";

projection.free("log", { sequence: inCluster(byRoute()) });
