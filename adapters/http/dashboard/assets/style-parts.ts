/** The style of what is in pages: charts, values, pictures, and how all of it stands on a narrow screen. */
export const styleOfParts: string = `
.figure { font-size: 24px; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.figure small { white-space: nowrap; font-size: 13px; font-weight: 400; color: var(--muted); }
.chart { margin: 10px 0 0; }
.chart svg { display: block; width: 100%; height: 92px; background: var(--sunk); border-radius: 6px; }
.chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px; font-size: 11px; color: var(--muted); padding-top: 3px; }
.chart .grid-line { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.chart .line, .spark .line { fill: none; stroke: var(--shade-1); stroke-width: 1.5; vector-effect: non-scaling-stroke; stroke-linejoin: round; stroke-linecap: round; }
.chart .line.second { stroke: var(--shade-2); }
.chart .area { fill: var(--shade-1); opacity: .14; stroke: none; }
.key::before { content: ""; display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 5px; vertical-align: middle; background: var(--shade-1); }
.key.second::before { background: var(--shade-2); }
.spark { width: 90px; height: 20px; display: inline-block; vertical-align: middle; margin-left: 8px; }

pre { margin: 0; font: 12.5px/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunk); border-radius: 6px; padding: 10px 12px; max-height: 420px; overflow-y: auto; }
pre.tall { max-height: none; }
pre .added { color: var(--good); }
pre .removed { color: var(--bad); }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
pre + dl, pre + p, .note + dl, details + dl { margin-top: 10px; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 0 0 10px; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
details > summary { cursor: pointer; padding: 4px 0; overflow-wrap: anywhere; }
ol.moments { list-style: none; margin: 0; padding: 0; }
ol.moments a { display: grid; grid-template-columns: 3.2em minmax(0, 1fr) max-content; gap: 8px; padding: 6px 10px; color: var(--text); text-decoration: none; border-radius: 6px; overflow-wrap: anywhere; }
ol.moments a:hover { background: var(--sunk); }
ol.moments a[aria-current] { background: var(--sunk); box-shadow: inset 3px 0 0 var(--main); font-weight: 600; }
ol.moments time { color: var(--muted); font-weight: 400; font-size: 12px; }

.picture { overflow-x: auto; }
.picture svg { display: block; max-width: 100%; height: auto; min-width: 300px; margin: 0 auto; }
.picture rect { fill: var(--sunk); stroke: var(--line); stroke-width: 1.5; }
.picture .any rect { stroke-dasharray: 5 4; fill: none; }
.picture .taken rect { stroke: var(--main); stroke-width: 2; }
.picture .here rect { fill: var(--main); stroke: var(--main); }
.picture .here text { fill: var(--on-main); }
.picture text { fill: var(--text); font: 13px system-ui, "Liberation Sans", sans-serif; }
.picture .sub { fill: var(--muted); font-size: 11px; }
.picture .edge { fill: none; stroke: var(--muted); stroke-width: 1.5; }
.picture .edge.taken { stroke: var(--main); stroke-width: 2.5; }
.picture .head { fill: var(--muted); stroke: none; }
.picture .head.taken { fill: var(--main); }
.picture .number circle { fill: var(--surface); stroke: var(--muted); }
.picture .number.taken circle { fill: var(--main); stroke: var(--main); }
.picture .number text { font-size: 11px; text-anchor: middle; }
.picture .number.taken text { fill: var(--on-main); font-weight: 600; }
.circled { display: inline-block; min-width: 20px; padding: 0 5px; text-align: center; border: 1px solid var(--muted); border-radius: 10px; font-size: 11px; line-height: 18px; }
.circled.taken { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 600; }
.login { max-width: 380px; margin: 12vh auto 0; padding: 0 16px; }
.login form { display: grid; gap: 12px; }
.login input { width: 100%; }

@media (max-width: 760px) {
  main { padding: 12px; }
  header { padding: 8px 12px; }
  .brand { flex: 1 0 60%; }
  nav { order: 3; flex-basis: 100%; margin: 0 -6px; }
  nav a { padding: 7px 8px; }
  .halves { grid-template-columns: minmax(0, 1fr); }
  .halves > .first { order: -1; }
  table, tbody, tr, td { display: block; width: 100%; }
  thead { position: absolute; left: -9999px; }
  tbody tr { border-bottom: 1px solid var(--line); padding: 8px 0; }
  tbody tr:last-child { border-bottom: 0; }
  td, td.number, td.actions, td.name { border: 0; padding: 3px 0; text-align: left; display: grid; grid-template-columns: 96px minmax(0, 1fr); gap: 8px; white-space: normal; }
  td::before { content: attr(data-label); color: var(--muted); font-size: 12px; padding-top: 1px; }
  td.actions { display: block; padding-top: 6px; }
  td.actions button { padding: 8px 14px; }
  td.actions::before { content: none; }
  td.actions form.act { margin: 0 6px 4px 0; }
  button, .button { padding: 8px 14px; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 8px; }
  ol.moments a { grid-template-columns: 3em minmax(0, 1fr); }
  ol.moments time { grid-column: 2; }
}
@media (prefers-reduced-motion: no-preference) { .outcome { animation: appear .2s ease-out; } @keyframes appear { from { opacity: 0; } } }
`;
