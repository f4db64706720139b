import ts from "typescript";

/** How a declaration is used: its text without bodies, initializers and the comment above it. */
export function signatureOf(declarations: readonly ts.Statement[], name: string): string {
  return visible(declarations)
    .map((declaration) => textOf(declaration, name))
    .join("\n");
}

/** Overloads stand for their implementation. */
function visible(declarations: readonly ts.Statement[]): readonly ts.Statement[] {
  const overloads = declarations.filter((each) => ts.isFunctionDeclaration(each) && each.body === undefined);
  return overloads.length === 0 ? declarations : overloads;
}

function textOf(declaration: ts.Statement, name: string): string {
  if (ts.isFunctionDeclaration(declaration)) return withoutBody(declaration);
  if (ts.isVariableStatement(declaration)) return constant(declaration, name);
  if (ts.isClassDeclaration(declaration)) return classText(declaration);
  return plain(declaration.getText());
}

function withoutBody(declaration: ts.FunctionDeclaration): string {
  const text = declaration.getText();
  const end = declaration.body === undefined ? text.length : declaration.body.getStart() - declaration.getStart();
  return `${plain(text.slice(0, end)).trimEnd().replace(/;$/, "")};`;
}

function constant(statement: ts.VariableStatement, name: string): string {
  const found = statement.declarationList.declarations.find((each) => each.name.getText() === name);
  const type = found?.type?.getText() ?? found?.initializer?.getText() ?? "unknown";
  return `const ${name}${found?.type === undefined ? " =" : ":"} ${type};`;
}

function classText(declaration: ts.ClassDeclaration): string {
  const start = declaration.getText().indexOf("{");
  const members = declaration.members.filter((member) => !isHidden(member)).map((member) => `  ${memberText(member)}`);
  return [plain(declaration.getText().slice(0, start + 1)), ...members, "}"].join("\n");
}

function isHidden(member: ts.ClassElement): boolean {
  const isPrivate =
    ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  return isPrivate === true || (member.name !== undefined && ts.isPrivateIdentifier(member.name));
}

function memberText(member: ts.ClassElement): string {
  const text = member.getText();
  const body = "body" in member ? (member.body as ts.Node | undefined) : undefined; // of methods and constructors only
  if (body !== undefined) return `${text.slice(0, body.getStart() - member.getStart()).trimEnd()};`;
  return ts.isPropertyDeclaration(member) && member.type !== undefined && member.initializer !== undefined
    ? `${text.slice(0, member.initializer.getStart() - member.getStart()).replace(/\s*=\s*$/, "")};`
    : text;
}

function plain(text: string): string {
  return text.replace(/^export /, "");
}
