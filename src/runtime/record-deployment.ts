import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { canonicalJson } from "../base/json.ts";
import type { Tables } from "../model/tables.ts";
import type { DeploymentStore } from "../store/deployment-store.ts";

/** What is needed to write down what a node was started with. */
export interface DeploymentFacts {
  readonly tables: Tables;
  readonly node: string;
}

/** So that the next deployment can be compared with this one. Tables that nobody compiled have no JSON, and are not written down. */
export async function recordDeployment(deployments: DeploymentStore, { tables, node }: DeploymentFacts): Promise<void> {
  const json = tables.toJSON?.();
  if (json === undefined) return;
  const hash = bytesToHex(sha256(new TextEncoder().encode(canonicalJson(json))));
  await deployments.record({ application: tables.name, hash, tables: json, node });
}
