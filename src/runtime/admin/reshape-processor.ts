import { MyelinError } from "../../base/error.ts";
import { partnerOf, type Segment, splitSegment } from "../../model/segment.ts";
import type { SegmentRef, SegmentState, SegmentsChanged } from "../../store/segment-store.ts";
import { type AdminPorts, type AdminRequest, knownProcessor } from "./admin-ports.ts";
import { refusedProcessor } from "./declared-processors.ts";

export interface ReshapeRequest {
  readonly name: string;
  /** The id of one segment; undefined: the largest is split, the smallest that has a partner is merged. */
  readonly segment: number | undefined;
}

/** Both halves start where the segment stands; whoever had it claims them anew. */
export async function splitProcessor(
  { name, segment }: ReshapeRequest,
  ports: AdminPorts,
): Promise<readonly Segment[]> {
  const request = { name, act: "split" };
  const { state } = await knownProcessor(request, ports);
  const bySize = [...state.segments].sort((a, b) => a.mask - b.mask || a.id - b.id);
  const chosen = segment === undefined ? bySize[0] : state.segments.find(({ id }) => id === segment);
  if (chosen === undefined) throw noSegment(request, segment);
  if (splitSegment(chosen) === undefined)
    throw refusedProcessor(name, {
      ...request,
      state: `segment ${chosen.id} is as small as segments get`,
      mend: "split another one",
    });
  return changed(await ports.store.segments.split(refOf(chosen)), { request, ports });
}

/** Nothing of either is lost or comes twice: the merged segment remembers who was further. */
export async function mergeProcessor(
  { name, segment }: ReshapeRequest,
  ports: AdminPorts,
): Promise<readonly Segment[]> {
  const request = { name, act: "merge segments of" };
  const { state } = await knownProcessor(request, ports);
  const bySize = [...state.segments].sort((a, b) => b.mask - a.mask || a.id - b.id);
  const chosen =
    segment === undefined
      ? bySize.find((one) => hasPartner(one, state.segments))
      : state.segments.find(({ id }) => id === segment);
  if (chosen === undefined && segment !== undefined) throw noSegment(request, segment);
  if (chosen === undefined || !hasPartner(chosen, state.segments)) throw noPartner(request, chosen);
  return changed(await ports.store.segments.merge(refOf(chosen)), { request, ports });
}

function hasPartner(segment: Segment, all: readonly Segment[]): boolean {
  const partner = partnerOf(segment);
  return partner !== undefined && all.some(({ id, mask }) => id === partner.id && mask === partner.mask);
}

function refOf({ processor, id, mask }: SegmentState): SegmentRef {
  return { processor, id, mask };
}

interface Changing {
  readonly request: AdminRequest;
  readonly ports: AdminPorts;
}

/** The segments as they are afterwards. */
async function changed(result: SegmentsChanged, { request, ports }: Changing): Promise<readonly Segment[]> {
  const { name, act } = request;
  if (result.kind === "busy")
    throw new MyelinError("contention", `Cannot ${act} processor "${name}": a batch under way does not end; try again`);
  if (result.kind === "refused")
    throw refusedProcessor(name, { act, state: "its segments have just changed", mend: "look at them and try again" });
  await ports.changed?.();
  const { state } = await knownProcessor(request, ports);
  return state.segments.map(({ id, mask }) => ({ id, mask }));
}

function noSegment({ name, act }: AdminRequest, segment: number | undefined): MyelinError {
  const state = segment === undefined ? "it has no segments" : `it has no segment ${segment}`;
  return refusedProcessor(name, { act, state, mend: "its status lists all" });
}

function noPartner({ name, act }: AdminRequest, segment: Segment | undefined): MyelinError {
  const state = segment === undefined ? "no two of them make one" : `segment ${segment.id} has no partner of its size`;
  return refusedProcessor(name, { act, state, mend: "merge smaller ones first, until its status shows the partner" });
}
