export { aggregate } from "../dsl/aggregate.ts";
export { application } from "../dsl/application.ts";
export { byFunction, byMetadata, byPayload, byRoute, fallback, firstOf, unsequenced } from "../dsl/policy.ts";
export { projection } from "../dsl/projection.ts";
export { query } from "../dsl/query.ts";
export { compile } from "./compile/compile.ts";
