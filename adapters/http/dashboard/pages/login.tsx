/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { Frame } from "../parts/page.tsx";
import type { Html } from "../view.ts";

export interface LoginProps {
  readonly root: string;
  /** Where to go afterwards. */
  readonly next: string;
  /** Why the last attempt failed. */
  readonly problem?: string;
}

/** Asks for the admin token. */
export function LoginPage({ root, next, problem }: LoginProps): Html {
  return (
    <Frame title="Log in" root={root}>
      <main class="login">
        <h1>Myelin</h1>
        <section class="panel">
          <form method="post" action={`${root}ui/login`}>
            {problem === undefined ? null : (
              <p class="note" role="alert">
                {problem}
              </p>
            )}
            <input type="hidden" name="next" value={next} />
            <label class="field">
              Admin token
              <input type="password" name="token" required autocomplete="current-password" autofocus />
            </label>
            <button type="submit" class="main">
              Log in
            </button>
            <p class="muted">The token is what the server was started with as MYELIN_ADMIN_TOKEN.</p>
          </form>
        </section>
      </main>
    </Frame>
  );
}

/** Says in a document of its own why there is nothing to be seen. */
export function RefusedPage({
  root,
  title,
  text,
}: {
  readonly root: string;
  readonly title: string;
  readonly text: string;
}): Html {
  return (
    <Frame title={title} root={root}>
      <main class="login">
        <h1>{title}</h1>
        <section class="panel">
          <p>{text}</p>
          <a href={`${root}../admin`}>To the overview</a>
        </section>
      </main>
    </Frame>
  );
}
