import { type ClusterOptions, MyelinError } from "../../../src/runtime/mod.ts";
import { httpNodes } from "./http-nodes.ts";

/** What `startEngine` and `httpApp` of a node are told of its cluster. */
export interface ClusterSettings {
  /** For `startEngine`. */
  readonly cluster?: ClusterOptions;
  /** For `httpApp`. */
  readonly clusterSecret?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Characters. What can be guessed opens the node to everybody. */
const shortest = 16;

/**
 * The cluster of a node's environment: `MYELIN_NODE_ADDRESS`, where the other nodes reach it, `MYELIN_CLUSTER_SECRET`, the same on
 * all nodes, and `MYELIN_LOAD_FACTOR`. Nothing where neither of the first two is set; empty variables count as absent.
 *
 * @throws MyelinError `invalid_cluster` where one is missing or no such thing
 */
export function clusterSettings(environment: Environment): ClusterSettings {
  const { MYELIN_NODE_ADDRESS: address, MYELIN_CLUSTER_SECRET: secret, MYELIN_LOAD_FACTOR: load } = environment;
  if (!address && !secret) return {};
  if (!address) throw wrong("MYELIN_NODE_ADDRESS", "it is not set and MYELIN_CLUSTER_SECRET is; set both or none");
  if (!secret) throw wrong("MYELIN_CLUSTER_SECRET", "it is not set and MYELIN_NODE_ADDRESS is; set both or none");
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    throw wrong("MYELIN_NODE_ADDRESS", "it is no address; set one such as http://10.0.0.7:8080");
  if (secret.length < shortest)
    throw wrong("MYELIN_CLUSTER_SECRET", `it is shorter than ${shortest} characters; set a longer one`);
  const cluster = { address, connector: httpNodes({ secret }) };
  return { cluster: load ? { ...cluster, loadFactor: loadFactor(load) } : cluster, clusterSecret: secret };
}

function loadFactor(text: string): number {
  if (/^[0-9]{1,4}$/.test(text)) return Number(text);
  throw wrong("MYELIN_LOAD_FACTOR", "it is not a whole number from 0 to 9999; mend it");
}

function wrong(name: string, why: string): MyelinError {
  return new MyelinError("invalid_cluster", `Cannot read ${name}: ${why}`);
}
