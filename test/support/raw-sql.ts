/**
 * Every raw statement of the product as the database would get it, read from the source: `$queryRaw`, `$executeRaw`,
 * `select` of the Database, and the `Prisma.sql` fragments that they are put together from. Values become parameters;
 * where a fragment depends on a condition each way is a statement of its own. What cannot be read is an error, so that
 * nothing is left out unseen.
 */
import { relative } from 'node:path';
import ts from 'typescript';

export interface RawStatement {
  /** `file:line`. */
  readonly where: string;
  readonly sql: string;
}

/** An expression where it stands: what the parameters around it are bound to. */
interface Bound<Node extends ts.Expression = ts.Expression> {
  readonly node: Node;
  readonly scope: Scope;
}
type Scope = ReadonlyMap<ts.Symbol, Bound>;
/** Picks one of several ways; asked again about the same thing in one statement it picks the same. */
type Choose = <Option>(about: object, options: readonly Option[]) => Option;

const rawCalls = /^\$(query|execute)Raw/;
const mentionsRaw = /\$(query|execute)Raw/g;
const nowhere: Scope = new Map();

/** @throws Error for each statement or fragment that cannot be read. */
export function readRawStatements(files: readonly string[], root: string): RawStatement[] {
  const program = ts.createProgram([...files], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const sources = files.map((file) => program.getSourceFile(file)!);
  const readFragments = new Set<ts.Node>();

  const whereIs = (node: ts.Node): string => {
    const source = node.getSourceFile();
    return `${relative(root, source.fileName)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  };
  const cannotRead = (node: ts.Node): Error =>
    new Error(`${whereIs(node)} cannot be read as SQL: ${node.getText().slice(0, 80)}`);

  function read(call: ts.Expression, choose: Choose): string {
    let parameters = 0;

    const templateText = ({ node, scope }: Bound<ts.TaggedTemplateExpression>): string => {
      if (ts.isNoSubstitutionTemplateLiteral(node.template)) return node.template.text;
      const { head, templateSpans } = node.template;
      const pieces = templateSpans.map(({ expression, literal }) => interpolated(expression, scope) + literal.text);
      return head.text + pieces.join('');
    };

    function interpolated(node: ts.Expression, scope: Scope): string {
      const type = checker.getTypeAtLocation(node);
      if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) throw cannotRead(node);
      const kinds = type.isUnion() ? type.types : [type];
      if (kinds.some((kind) => kind.symbol?.name === 'Sql')) return fragmentText({ node, scope });
      parameters += 1;
      return `$${parameters}`;
    }

    function fragmentText(bound: Bound): string {
      const { node, scope } = resolve(bound) ?? bound;
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'Prisma.sql') {
        readFragments.add(node);
        return templateText({ node, scope });
      }
      if (node.getText() === 'Prisma.empty') return '';
      if (ts.isCallExpression(node) && node.expression.getText() === 'Prisma.raw') {
        const text = node.arguments[0] && resolve({ node: node.arguments[0], scope })?.node;
        if (text && ts.isStringLiteralLike(text)) return text.text;
      }
      throw cannotRead(bound.node);
    }

    /** The text of `{ ...statement, values }`, where the statement is written down elsewhere, or here. */
    function statementText(literal: ts.ObjectLiteralExpression): string {
      for (const one of literal.properties) {
        const spread = ts.isSpreadAssignment(one) ? resolve({ node: one.expression, scope: nowhere })?.node : undefined;
        if (spread && ts.isObjectLiteralExpression(spread)) return statementText(spread);
        if (ts.isPropertyAssignment(one) && one.name.getText() === 'text' && ts.isStringLiteralLike(one.initializer))
          return one.initializer.text;
      }
      throw cannotRead(literal);
    }

    /** Follows names, conditions and calls to the expression that is meant; undefined is the value undefined. */
    function resolve({ node, scope }: Bound): Bound | undefined {
      if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
        return resolve({ node: node.expression, scope });
      if (ts.isConditionalExpression(node)) {
        const isTrue = decide(node.condition, scope) ?? choose(node, [true, false]);
        return resolve({ node: isTrue ? node.whenTrue : node.whenFalse, scope });
      }
      if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
        return resolve({ node: node.left, scope }) ?? resolve({ node: node.right, scope });
      if (ts.isIdentifier(node)) return resolveName(node, scope);
      if (ts.isPropertyAccessExpression(node) && node.expression.getText() !== 'Prisma') return property(node, scope);
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return resolveCall(node, scope);
      return { node, scope };
    }

    function resolveName(node: ts.Identifier, scope: Scope): Bound | undefined {
      if (node.text === 'undefined') return undefined;
      const symbol = symbolOf(node);
      const bound = symbol && scope.get(symbol);
      if (bound) return resolve(bound);
      const declaration = symbol?.valueDeclaration;
      if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer)
        return resolve({ node: declaration.initializer, scope });
      if (declaration && ts.isParameter(declaration)) {
        const literals = literalsOf(checker.getTypeAtLocation(declaration));
        if (literals.length > 0) return { node: choose(declaration, literals), scope: nowhere };
      }
      throw cannotRead(node);
    }

    function property(node: ts.PropertyAccessExpression, scope: Scope): Bound | undefined {
      const object = resolve({ node: node.expression, scope });
      if (!object || !ts.isObjectLiteralExpression(object.node)) throw cannotRead(node);
      if (object.node.properties.some((one) => !ts.isPropertyAssignment(one))) throw cannotRead(object.node);
      const found = object.node.properties.find((one) => one.name?.getText() === node.name.text);
      return found && ts.isPropertyAssignment(found)
        ? resolve({ node: found.initializer, scope: object.scope })
        : undefined;
    }

    function resolveCall(node: ts.CallExpression, scope: Scope): Bound | undefined {
      const declaration = symbolOf(node.expression)?.valueDeclaration;
      const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
      if (!made || !ts.isArrowFunction(made) || ts.isBlock(made.body)) throw cannotRead(node);
      const inner = new Map<ts.Symbol, Bound>();
      made.parameters.forEach(({ name }, index) => {
        const [symbol, given] = [ts.isIdentifier(name) && symbolOf(name), node.arguments[index]];
        if (symbol && given) inner.set(symbol, { node: given, scope });
      });
      return resolve({ node: made.body, scope: inner });
    }

    /** Whether `x === undefined` holds, where x is a property of an object that is known; else undefined. */
    function decide(condition: ts.Expression, scope: Scope): boolean | undefined {
      if (!ts.isBinaryExpression(condition) || condition.right.getText() !== 'undefined') return undefined;
      if (condition.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return undefined;
      if (!ts.isPropertyAccessExpression(condition.left)) return undefined;
      const type = checker.getTypeAtLocation(condition.left.expression);
      return literalsOf(type).length > 0 ? property(condition.left, scope) === undefined : undefined;
    }

    if (ts.isTaggedTemplateExpression(call)) return templateText({ node: call, scope: nowhere });
    if (ts.isCallExpression(call) && call.arguments[0] && ts.isObjectLiteralExpression(call.arguments[0]))
      return statementText(call.arguments[0]);
    if (ts.isCallExpression(call) && call.arguments[0])
      return fragmentText({ node: call.arguments[0], scope: nowhere });
    throw cannotRead(call);
  }

  function symbolOf(node: ts.Node): ts.Symbol | undefined {
    const symbol = checker.getSymbolAtLocation(node);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }

  /** The objects that are written down as being of this interface. */
  const literalsOf = (type: ts.Type): ts.ObjectLiteralExpression[] =>
    type.symbol?.flags & ts.SymbolFlags.Interface
      ? sources.flatMap((source) =>
          find(source, ts.isObjectLiteralExpression).filter(
            (literal) => checker.getContextualType(literal)?.symbol === type.symbol,
          ),
        )
      : [];

  const isSelect = ({ name, expression }: ts.PropertyAccessExpression): boolean =>
    name.text === 'select' && checker.getTypeAtLocation(expression).symbol?.name === 'Database';

  const statements = sources.flatMap((source) => {
    const accesses = find(source, ts.isPropertyAccessExpression);
    const names = accesses.filter(({ name }) => rawCalls.test(name.text));
    const mentioned = source.text.match(mentionsRaw)?.length ?? 0;
    if (mentioned !== names.length)
      throw new Error(
        `${relative(root, source.fileName)} names ${mentioned} raw calls, of which ${names.length} are read`,
      );
    return [...names, ...accesses.filter(isSelect)].flatMap((name) => {
      const call = name.parent;
      const isCalled = ts.isTaggedTemplateExpression(call)
        ? call.tag === name
        : ts.isCallExpression(call) && call.expression === name;
      if (!isCalled || !/^(\$(query|execute)Raw|select)$/.test(name.name.text)) throw cannotRead(call);
      return everyWay((choose) => read(call as ts.Expression, choose)).map((sql) => ({ where: whereIs(name), sql }));
    });
  });
  const unread = sources
    .flatMap((source) => find(source, ts.isTaggedTemplateExpression))
    .filter((node) => node.tag.getText() === 'Prisma.sql' && !readFragments.has(node));
  if (unread[0]) throw new Error(`${whereIs(unread[0])} is a fragment of no statement that can be read`);
  return statements;
}

function find<Node extends ts.Node>(root: ts.Node, isWanted: (node: ts.Node) => node is Node): Node[] {
  const found: Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** Runs it once for every combination of what it may choose. */
function everyWay<Outcome>(run: (choose: Choose) => Outcome): Outcome[] {
  const outcomes: Outcome[] = [];
  const path: { picked: number; of: number }[] = [];
  for (;;) {
    const known = new Map<object, unknown>();
    let depth = 0;
    outcomes.push(
      run(<Option>(about: object, options: readonly Option[]): Option => {
        if (!known.has(about)) {
          const step = (path[depth] ??= { picked: 0, of: options.length });
          depth += 1;
          known.set(about, options[step.picked]);
        }
        return known.get(about) as Option;
      }),
    );
    while (path.length > 0 && path.at(-1)!.picked + 1 === path.at(-1)!.of) path.pop();
    const last = path.at(-1);
    if (!last) return outcomes;
    last.picked += 1;
  }
}
