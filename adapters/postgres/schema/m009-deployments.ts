import type { Migration } from "./migration.ts";

export const m009Deployments: Migration = {
  number: 9,
  name: "deployments",
  sql: ({ quoted }) => `create table ${quoted}.deployments (
  application text collate "C" not null,
  hash text collate "C" not null,
  tables json not null,
  node text not null,
  first_at timestamptz not null default clock_timestamp(),
  deployed_at timestamptz not null default clock_timestamp(),
  primary key (application, hash)
)`,
};
