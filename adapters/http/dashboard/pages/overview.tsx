/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type {
  ActivitySample,
  EngineActivity,
  EngineHealth,
  ParkedSequence,
  ProcessorOverview,
} from "../../../../src/runtime/mod.ts";
import { Chart } from "../parts/chart.tsx";
import { Page } from "../parts/page.tsx";
import { countText, figureText, millisecondsText, momentText, numberText, secondsText } from "../parts/texts.ts";
import { type Html, linkTo, type View } from "../view.ts";
import { NodeTable } from "./node-table.tsx";
import { ParkedTable } from "./parked-table.tsx";
import { ProcessorTable } from "./processor-table.tsx";

const shownSequences = 8;

/** `GET /admin`: how the whole application does, at a glance. */
export async function overviewPage(view: View): Promise<Html> {
  const { engine } = view;
  const [processors, nodes, health, parked] = await Promise.all([
    engine.processors.list(),
    engine.nodes.list(),
    engine.health(),
    engine.letters.sequences({ limit: shownSequences }),
  ]);
  const activity = engine.inspector.activity();
  return (
    <Page view={view} title="Overview" place="overview">
      <Notes health={health} />
      <Figures view={view} activity={activity} processors={processors} />
      {parked.length === 0 ? null : <ParkedPanel view={view} parked={parked} />}
      <section class="panel">
        <h2>Processors</h2>
        <ProcessorTable view={view} processors={processors} activity={activity} />
      </section>
      <section class="panel">
        <h2>Nodes</h2>
        <NodeTable nodes={nodes} now={view.now} />
      </section>
    </Page>
  );
}

function Notes({ health }: { readonly health: EngineHealth }): Html {
  return (
    <>
      {health.notes.map((note) => (
        <p class={health.ready ? "note warn" : "note"}>{note}</p>
      ))}
    </>
  );
}

interface FigureProps {
  readonly view: View;
  readonly activity: EngineActivity;
  readonly processors: readonly ProcessorOverview[];
}

function Figures({ view, activity, processors }: FigureProps): Html {
  const { samples, since } = activity;
  const from =
    samples.length === 0 ? "first figures after 5 s" : `${secondsText((view.now - startOf(activity)) / 1000)} ago`;
  const rates = samples.map(({ commands, seconds }) => commands / seconds);
  const last = samples.at(-1);
  const lags = samples.map(({ lag }) => Math.max(0, ...Object.values(lag)));
  const behind = Math.max(0, ...processors.flatMap(({ segments }) => segments.map(({ lagEvents }) => lagEvents)));
  const letters = processors.reduce((sum, one) => sum + one.letters, 0);
  const sequences = processors.reduce((sum, one) => sum + one.parkedSequences, 0);
  return (
    <>
      <div class="grid">
        <section class="panel">
          <h2>Commands per second</h2>
          <div class="figure">{figureText(rateOf(last))}</div>
          <Chart
            label="Commands per second"
            series={[{ label: "commands/s", values: rates }]}
            textOf={figureText}
            from={from}
          />
        </section>
        <LatencyPanel samples={samples} from={from} />
        <section class="panel">
          <h2>Projection lag</h2>
          <div class="figure">
            {numberText(behind)} <small>{behind === 1 ? "event behind" : "events behind"}</small>
          </div>
          <Chart
            label="Projection lag"
            series={[{ label: "events behind", values: lags }]}
            textOf={numberText}
            from={from}
          />
        </section>
        <section class="panel">
          <h2>Dead letters</h2>
          <div class="figure">
            {numberText(sequences)} <small>{sequences === 1 ? "parked sequence" : "parked sequences"}</small>
          </div>
          <p class="muted">{letters === 0 ? "No letters wait." : `${countText(letters, "letter")} in all.`}</p>
          <a href={linkTo(view, "dead-letters")}>Look at them</a>
        </section>
      </div>
      <p class="muted">Figures of this node since it started at {momentText(since)} UTC, at most of the last hour.</p>
    </>
  );
}

interface LatencyProps {
  readonly samples: readonly ActivitySample[];
  readonly from: string;
}

/** That of the last stretch in which there were commands, and all of them as lines. */
function LatencyPanel({ samples, from }: LatencyProps): Html {
  const { p50Ms, p99Ms } = samples.findLast(({ commands }) => commands > 0) ?? { p50Ms: null, p99Ms: null };
  return (
    <section class="panel">
      <h2>Latency of commands</h2>
      <div class="figure">
        {p50Ms === null ? "–" : millisecondsText(p50Ms)}{" "}
        <small>{p99Ms === null ? "no commands yet" : `p99 ${millisecondsText(p99Ms)}`}</small>
      </div>
      <Chart
        label="Latency of commands"
        series={[
          { label: "p99", values: samples.map((one) => one.p99Ms) },
          { label: "p50", values: samples.map((one) => one.p50Ms) },
        ]}
        textOf={millisecondsText}
        from={from}
      />
    </section>
  );
}

/** When the first of the stretches began. */
function startOf({ samples: [first], since }: EngineActivity): number {
  return first === undefined ? since.getTime() : first.at.getTime() - first.seconds * 1000;
}

function rateOf(sample: ActivitySample | undefined): number {
  return sample === undefined ? 0 : sample.commands / sample.seconds;
}

function ParkedPanel({ view, parked }: { readonly view: View; readonly parked: readonly ParkedSequence[] }): Html {
  return (
    <section class="panel">
      <h2>Parked sequences</h2>
      <ParkedTable view={view} parked={parked} />
    </section>
  );
}
