import type { Context } from "hono";
import { MyelinError } from "../../../../src/runtime/mod.ts";
import type { HttpSettings } from "../../http-options.ts";
import { readBody } from "../../read-body.ts";
import { storableText } from "../../storable-text.ts";

/** The fields of a form that was sent. */
export interface Form {
  /** A field's text; "" where it is absent. */
  text(name: string): string;
  /** Whether a box was ticked. */
  ticked(name: string): boolean;
}

const utf8 = /* @__PURE__ */ new TextDecoder();

/**
 * A form as browsers send it.
 *
 * @throws MyelinError `unsupported_media_type`, `payload_too_large`
 */
export async function readForm(context: Context, { maxBodyBytes }: HttpSettings): Promise<Form> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new MyelinError(
      "unsupported_media_type",
      "Cannot read the form: it is no form of a browser; send it by its button",
    );
  const fields = new URLSearchParams(utf8.decode(await readBody(context, maxBodyBytes)));
  return {
    text: (name) => {
      const text = fields.get(name) ?? "";
      if (storableText(text)) return text;
      throw new MyelinError("invalid_query", `Cannot read "${name}": no store can keep such a text; mend it`);
    },
    ticked: (name) => fields.has(name),
  };
}
