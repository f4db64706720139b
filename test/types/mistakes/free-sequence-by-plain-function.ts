import { projection } from "myelin";

projection.free("log", { sequence: () => "key" });
