/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { assetVersion } from "../assets/asset-version.ts";
import { type Content, type Html, linkTo, type View } from "../view.ts";

export interface FrameProps {
  readonly title: string;
  readonly root: string;
  /** What the live connection is told; absent: the page stays as it is. */
  readonly live?: string;
  readonly children: Content;
}

/** The document around every page. Nothing in it comes from elsewhere, and no script or style stands in it. */
export function Frame({ title, root, live, children }: FrameProps): Html {
  const url = live === undefined ? undefined : `${root}live${live === "" ? "" : `?${live}`}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Myelin`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${root}ui/style.css?${assetVersion()}`} />
        {url === undefined ? null : <script src={`${root}ui/script.js?${assetVersion()}`} defer />}
      </head>
      <body data-live={url}>{children}</body>
    </html>
  );
}

const places = [
  ["overview", "Overview"],
  ["processors", "Processors"],
  ["dead-letters", "Dead letters"],
  ["streams", "Streams"],
  ["workflows", "Workflows"],
  ["routes", "Routes"],
  ["events", "Events"],
] as const;

export interface PageProps {
  readonly view: View;
  readonly title: string;
  /** Which of the places it belongs to. */
  readonly place: (typeof places)[number][0];
  /** What the live connection is told; default: nothing in particular. `false`: the page stays as it is. */
  readonly live?: string | false;
  readonly children: Content;
}

/** A page of the dashboard. What is in it is kept up to date by the script, where there is one. */
export function Page({ view, title, place, live = "", children }: PageProps): Html {
  return (
    <Frame title={title} root={view.root} {...(live === false ? {} : { live })}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <TopBar view={view} place={place} live={live !== false} />
      <main id="main">
        {view.outcome === undefined ? null : (
          <p class={`outcome ${view.outcome.kind}`} role="status" id="outcome">
            {view.outcome.text}
          </p>
        )}
        <div id="live-part">{children}</div>
      </main>
    </Frame>
  );
}

interface TopBarProps extends Pick<PageProps, "view" | "place"> {
  readonly live: boolean;
}

function TopBar({ view, place, live }: TopBarProps): Html {
  return (
    <header>
      <div class="brand">
        <strong>Myelin</strong> <span class="muted">{view.engine.tables.name}</span>
      </div>
      <nav aria-label="Dashboard">
        {places.map(([page, label]) => (
          <a href={linkTo(view, page)} aria-current={page === place ? "page" : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div class="session">
        {live ? (
          <span id="connection" role="status">
            as of the last load
          </span>
        ) : null}
        {view.canLogOut ? (
          <form method="post" action={linkTo(view, "logout")}>
            <input type="hidden" name="csrf" value={view.csrf} />
            <button type="submit">Log out</button>
          </form>
        ) : null}
      </div>
    </header>
  );
}
