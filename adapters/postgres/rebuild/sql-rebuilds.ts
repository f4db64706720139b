import { type RebuildStore, shadowName } from "../../../src/runtime/mod.ts";
import { engineError } from "../engine-error.ts";
import { lockSegments, type UnderLocks } from "../segments/locked-segments.ts";
import type { SegmentSettings } from "../segments/segment-settings.ts";
import { beginRebuild } from "./begin-rebuild.ts";
import { dropShadowText, noteRebuildText, rebuildTablesText } from "./rebuild-texts.ts";
import { shadowSchema } from "./shadow-schema.ts";
import { swapRebuild } from "./swap-rebuild.ts";

export function sqlRebuilds(settings: SegmentSettings): RebuildStore {
  const { driver, schema } = settings;
  return {
    begin: (request) => beginRebuild(settings, request),
    cancel: (processor) => cancelRebuild(settings, processor),
    swap: (request) => swapRebuild(settings, request),
    note: async (processor, { state, why, acceptParked = false }) => {
      try {
        const values = [processor, state, why, acceptParked ? "t" : "f"];
        return (await driver.query({ text: noteRebuildText(schema), values })).count > 0;
      } catch (error) {
        throw engineError(error, `note how the rebuild of "${processor}" goes`);
      }
    },
  };
}

/** Under its locks: no batch writes to what is dropped. */
async function cancelRebuild(settings: SegmentSettings, processor: string): ReturnType<RebuildStore["cancel"]> {
  const { schema } = settings;
  const shadow = shadowName(processor);
  const work = async ({ session }: UnderLocks): Promise<"done" | "unknown"> => {
    const { rows } = await session.query({ text: rebuildTablesText(schema), values: [processor] });
    if (rows.length === 0) return "unknown";
    await session.script(`drop schema if exists ${shadowSchema(schema, shadow)} cascade`);
    await session.query({ text: dropShadowText(schema), values: [processor, shadow] });
    return "done";
  };
  const places = [{ processor: shadow, wanted: () => true }];
  const locked = await lockSegments(settings, { act: `give the rebuild of "${processor}" up`, places, work });
  return locked.kind === "done" ? locked.value : "busy";
}
