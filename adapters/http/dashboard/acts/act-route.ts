import type { Context, Handler } from "hono";
import { timingSafeEqual } from "hono/utils/buffer";
import { MyelinError } from "../../../../src/runtime/mod.ts";
import { errorProblem } from "../../error-problem.ts";
import type { HttpSettings } from "../../http-options.ts";
import type { PageTools } from "../page-route.tsx";
import { type Form, readForm } from "../session/form.ts";
import { keepOutcome } from "../session/outcome-cookie.ts";
import { isFromHere } from "../session/same-origin.ts";
import { linkTo } from "../view.ts";
import { type Act, type ActResult, bad } from "./act.ts";
import { letterActs } from "./letter-acts.ts";
import { processorActs } from "./processor-acts.ts";
import { workflowActs } from "./workflow-acts.ts";

export interface ActTools extends PageTools {
  readonly settings: HttpSettings;
}

/**
 * `POST …/act`: does what a form of the dashboard asks, then sends the browser to the page that shows what it came to. Only for a form of
 * this very dashboard: it has to come from a page of this address and carry the session's own mark.
 */
export function actRoute(tools: ActTools): Handler {
  const acts = { ...processorActs(), ...letterActs(), ...workflowActs() };
  return guardedForm(tools, async (context, form) => {
    const name = form.text("act");
    const act: Act | undefined = Object.hasOwn(acts, name) ? acts[name as keyof typeof acts] : undefined; // checked right before
    if (act === undefined)
      throw new MyelinError(
        "not_found",
        `Cannot do ${JSON.stringify(name)}: there is no such operation; go back and try again`,
      );
    const { outcome, page, parameters } = await resultOf(act, { form, tools });
    keepOutcome(context, outcome);
    return context.redirect(linkTo(tools, page, parameters), 303);
  });
}

/** `POST …/logout`. */
export function logoutRoute(tools: ActTools): Handler {
  return guardedForm(tools, async (context) => {
    tools.entrance.sessions.end(context);
    return context.redirect(linkTo(tools, "overview"), 303);
  });
}

interface Doing {
  readonly form: Form;
  readonly tools: ActTools;
}

/** What the engine refuses is an outcome like any other; what nobody foresaw is thrown on. */
async function resultOf(act: Act, { form, tools }: Doing): Promise<ActResult> {
  try {
    return await act.run(form, tools.engine);
  } catch (thrown) {
    const { code, detail, members } = errorProblem(thrown);
    if (code === "internal") throw thrown;
    return { outcome: bad(`${detail}${issuesText(members?.issues)}`), ...act.back(form) };
  }
}

function issuesText(issues: unknown): string {
  if (!Array.isArray(issues)) return "";
  return issues.map(({ path, message }) => `\n${path === "" ? "" : `${path}: `}${message}`).join("");
}

function guardedForm(tools: ActTools, run: (context: Context, form: Form) => Promise<Response>): Handler {
  const { entrance, root, settings } = tools;
  return async (context) => {
    try {
      const session = await entrance.enter(context, root);
      if (session instanceof Response) return session;
      const form = await readForm(context, settings);
      if (!isFromHere(context) || !(await timingSafeEqual(form.text("csrf"), session.csrf))) throw foreign();
      return await run(context, form);
    } catch (thrown) {
      return entrance.failed(context, root, { thrown });
    }
  };
}

/** What is told to a form of another site, and to one of a session that has ended. */
export function foreign(): MyelinError {
  return new MyelinError(
    "forbidden",
    "Cannot do this: the form is not of this session; go back, reload the page and try again",
  );
}
