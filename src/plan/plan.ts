import { z } from 'zod';

/**
 * The Plan: what analysis found and what rewriting will do. Pure data, so it can be printed, stored and passed between
 * processes. Offsets are UTF-16 code units into the file's text without its byte order mark; `end` is exclusive. File
 * names are relative to `root`, with forward slashes.
 */
const offset = z.number().int().nonnegative();
export const rangeSchema = z.object({ start: offset, end: offset });
export type Range = z.infer<typeof rangeSchema>;

/** Why a step exists: the profile entry that says so, or the step or wall it follows from. */
const causeSchema = z.union([
  z.object({ profile: z.string(), entry: z.string() }),
  z.object({ step: z.number().int() }),
]);
export type Cause = z.infer<typeof causeSchema>;

const place = {
  id: z.number().int(),
  file: z.string(),
  range: rangeSchema,
  safety: z.enum(['safe', 'unsafe', 'manual']),
  because: causeSchema,
  /** One line for people: why this is done here. */
  reason: z.string(),
};

/**
 * A property taken out of a pattern. `element`: the pattern's element; `target`: the name or pattern it binds; `call`: it
 * is a method now.
 */
const readSchema = z.object({
  element: rangeSchema,
  property: z.string(),
  target: rangeSchema,
  call: z.boolean().optional(),
});

/**
 * A parameter that gets its default in the body. `target`: its name or pattern; `initializer`: the default, if that moves;
 * `name`: what the parameter is called from now on, `target` being what a variable in the body, declared with `keyword`,
 * is called; `declared`: the type to write where there is none; `absent`: how it says that it may be left out.
 */
const movedParameterSchema = z.object({
  index: z.number().int(),
  parameter: rangeSchema,
  target: rangeSchema,
  type: rangeSchema.optional(),
  initializer: rangeSchema.optional(),
  name: z.string().optional(),
  keyword: z.enum(['const', 'let']).optional(),
  declared: z.string().optional(),
  absent: z.enum(['question-mark', 'undefined', 'default', 'nothing']),
});

/** The result that a callback was declared to give by a type argument: the helper's call says it in another place. */
const resultSchema = z.object({ type: z.string(), at: z.enum(['initial', 'callback']) });

export const stepSchema = z.discriminatedUnion('kind', [
  /** Await the expression at `range`. */
  z.object({ kind: z.literal('await'), ...place }),
  /** Make the function, method or arrow at `range` async. */
  z.object({ kind: z.literal('make-async'), ...place }),
  /** Wrap the type at `range`: `T` becomes `Promise<T>`, `T | Promise<T>`, `Awaited<T>`, or `Promise<Awaited<T>>`. */
  z.object({
    kind: z.literal('wrap-type'),
    ...place,
    wrapper: z.enum(['promise', 'promise-or-value', 'awaited', 'promise-of-awaited']),
  }),
  /** Give the identifier at `range` another name (a shorthand property keeps its key). */
  z.object({ kind: z.literal('rename'), ...place, to: z.string() }),
  /** Replace the text at `range`. */
  z.object({ kind: z.literal('replace-text'), ...place, text: z.string() }),
  /**
   * Import (or require, or re-export) something else instead of the specifier, binding element, or whole declaration's
   * name at `range`. `local` is the name the file then uses for it.
   */
  z.object({
    kind: z.literal('move-import'),
    ...place,
    module: z.string(),
    name: z.string(),
    local: z.string(),
  }),
  /** Import something the file does not import yet. `name: '*'` is a namespace import. */
  z.object({
    kind: z.literal('add-import'),
    ...place,
    module: z.string(),
    name: z.string(),
    local: z.string(),
    typeOnly: z.boolean(),
    style: z.enum(['import', 'require']),
  }),
  /** Remove an import that nothing uses any more (`range`: the specifier, binding element or whole declaration). */
  z.object({ kind: z.literal('remove-import'), ...place }),
  /**
   * Set a property of the options object that is argument `argument` of the call or `new` at `range`; with `value: null`,
   * take it out.
   */
  z.object({
    kind: z.literal('set-option'),
    ...place,
    argument: z.number().int(),
    name: z.string(),
    value: z.string().nullable(),
  }),
  /** Pass the expression at `range` through a function: `e` becomes `callee(e)`, or `await callee(e)`. */
  z.object({ kind: z.literal('wrap-call'), ...place, callee: z.string(), awaited: z.boolean().optional() }),
  /**
   * The variable statement at `range` becomes `await using`.
   * `using`: it already says `using`. `try-finally`: the statement `tryRange` right behind it closes the resource in its
   * `finally`; the close at `closeRange` goes, and the try with it when nothing else is left of it.
   * `open-close`: the statement at `closeRange` goes.
   */
  z.object({
    kind: z.literal('await-using'),
    ...place,
    form: z.enum(['using', 'try-finally', 'open-close']),
    tryRange: rangeSchema.optional(),
    closeRange: rangeSchema.optional(),
    /** `try-finally`: statements follow the try, so the resource gets a block of its own to end in. */
    ownBlock: z.boolean().optional(),
  }),
  /**
   * The variable statement at `range` opens a resource and the statement at `closeRange` closes it: the statements at
   * `body`, the close among them, go into a `try`, and the close into its `finally`.
   */
  z.object({ kind: z.literal('try-finally'), ...place, closeRange: rangeSchema, body: rangeSchema }),
  /** Split the statement at `range`: `const <name> = await <call>;` comes first, `<name>` stands where the call stood. */
  z.object({ kind: z.literal('split-result'), ...place, call: rangeSchema, name: z.string() }),
  /** The property access at `range` (`user.posts`) goes through another property (`user.awaitableAttrs.posts`). */
  z.object({ kind: z.literal('read-through'), ...place, through: z.string() }),
  /**
   * The variable statement at `range` destructures the object at `source`; each property of `reads` is awaited, through
   * another property if one is named, in a statement of its own instead. What else the `pattern` takes stays. `name`: what
   * the object is called, if it must not be evaluated for each of the statements.
   */
  z.object({
    kind: z.literal('destructure-read'),
    ...place,
    pattern: rangeSchema,
    source: rangeSchema,
    through: z.string().nullable(),
    reads: z.array(readSchema),
    name: z.string().optional(),
  }),
  /**
   * The pattern at `range`, a parameter's or that of a `for…of`, becomes the name `name`, and the `body` starts with
   * statements that take it apart, the `reads` awaited, through another property if one is named.
   */
  z.object({
    kind: z.literal('destructure-parameter'),
    ...place,
    body: rangeSchema,
    name: z.string(),
    through: z.string().nullable(),
    reads: z.array(readSchema),
  }),
  /** The getter or property signature at `range` becomes a method, async if it has a body. */
  z.object({ kind: z.literal('getter-to-method'), ...place }),
  /** The expression at `range` is a function now and is called: `e` becomes `e()`. */
  z.object({ kind: z.literal('call'), ...place }),
  /** The defaults of parameters of the function at `range`, which do I/O, move to the start of its `body`, in order. */
  z.object({
    kind: z.literal('move-defaults'),
    ...place,
    body: rangeSchema,
    moves: z.array(movedParameterSchema),
  }),
  /**
   * Of the statements in `list`, which hold `range`, those at `statements` go into an async function `name`, which is
   * called at once, in the place of `first`. What it rejects with goes to `rejects`, if that is given; its promise is what
   * the module exports, if that is `exported`.
   */
  z.object({
    kind: z.literal('main-function'),
    ...place,
    name: z.string(),
    form: z.enum(['declaration', 'constant']).optional(),
    rejects: z.string().optional(),
    exported: z.boolean().optional(),
    statements: z.array(rangeSchema),
    list: z.array(rangeSchema),
    first: rangeSchema,
  }),
  /** Nobody wants what the expression at `range` gives: the promise of a whole statement, or a result that was void. */
  z.object({ kind: z.literal('void'), ...place }),
  /** The `for…of` loop at `range` becomes a `for await…of` loop. */
  z.object({ kind: z.literal('for-await'), ...place }),
  /**
   * The expression at `range`, which takes items of the iterable at `source`, becomes an awaited call of a helper that puts
   * them into an array: all of them, passed through `map`, or the first `count`.
   */
  z.object({
    kind: z.literal('collect'),
    ...place,
    helper: z.string(),
    source: rangeSchema,
    map: rangeSchema.optional(),
    count: z.number().int().optional(),
  }),
  /**
   * The class at `range` gets a static async factory that does the I/O of its constructor and fields. Statements and
   * parameters are counted in the constructor, from 0.
   */
  z.object({
    kind: z.literal('async-factory'),
    ...place,
    name: z.string(),
    access: z.enum(['public', 'protected', 'private']),
    /** Whether types and access modifiers are written: not in JavaScript. */
    typed: z.boolean(),
    /** `first`: the factory makes the object and then works on it. `last`: it makes the object of finished values. */
    construct: z.enum(['first', 'last']),
    /** What `this` is called in the factory. */
    self: z.string(),
    /** The parameters the constructor goes on taking. */
    kept: z.array(z.number().int()),
    /** What the constructor does: a statement it had, or setting a field to a value it is given. */
    body: z.array(z.union([z.number().int(), z.string()])),
    /** The statements the factory does instead. */
    moved: z.array(z.number().int()),
    /** Fields whose initial values the factory works out. */
    fields: z.array(z.string()),
    /** Fields whose values the factory knows by a name of its own; `type`: of a field that declares none. */
    values: z.array(z.object({ field: z.string(), local: z.string(), type: z.string().nullable() })),
    /** Fields that are set behind the constructor's back. */
    definite: z.array(z.string()),
    /** Readonly fields that the factory sets. */
    readonly: z.array(z.string()).optional(),
  }),
  /**
   * The statements at `range` go into an async function that the method `method` of the object `handle` is given. It is
   * awaited, or left to be done. The function may take the object by a name.
   */
  z.object({
    kind: z.literal('set-up'),
    ...place,
    handle: z.string(),
    method: z.string(),
    awaited: z.boolean().optional(),
    parameter: z.string().optional(),
  }),
  /**
   * The statements at `range`, the rest of a function, go into a function that a connection runs in a transaction, awaited:
   * `form` says how, with `$work` for the function. `returns`: the function gives a result; `type`: the promise's type
   * where it is declared.
   */
  z.object({
    kind: z.literal('one-transaction'),
    ...place,
    form: z.string(),
    returns: z.boolean(),
    type: z.string().optional(),
  }),
  /** The initial values of static fields of the class at `range` are worked out in statements before it. */
  z.object({
    kind: z.literal('hoist-fields'),
    ...place,
    fields: z.array(z.object({ field: z.string(), local: z.string() })),
  }),
  /** The `new` expression at `range` becomes a call of the class's factory. */
  z.object({ kind: z.literal('construct'), ...place, name: z.string() }),
  /** The statement at `range`, `receiver.forEach(callback)`, becomes a `for…of` loop. */
  z.object({ kind: z.literal('for-of'), ...place }),
  /**
   * The method call at `range`, `receiver.map(callback)`, becomes a call of a helper, `helper(receiver, callback)`.
   * `orNone`: with an empty array where the receiver is nothing.
   */
  z.object({
    kind: z.literal('helper-call'),
    ...place,
    helper: z.string(),
    result: resultSchema.optional(),
    orNone: z.boolean().optional(),
  }),
  /**
   * The method call at `range`, `receiver?.map(callback)`, becomes an awaited call of a helper where what stands before
   * its last `?.`, at `test`, is neither null nor undefined.
   */
  z.object({
    kind: z.literal('helper-call-if-present'),
    ...place,
    test: rangeSchema,
    helper: z.string(),
    result: resultSchema.optional(),
  }),
  /** Put a comment on a line of its own above the statement that holds `range`. */
  z.object({ kind: z.literal('marker'), ...place, text: z.string() }),
]);
export type Step = z.infer<typeof stepSchema>;
export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** A remark about one place, with a code that `explain` documents. */
const remark = {
  code: z.string().regex(/^AS\d{3}$/),
  file: z.string(),
  range: rangeSchema,
  /** 1-based line of `range.start`. */
  line: z.number().int().positive(),
  /** What, where, and what to do. */
  message: z.string(),
};
/** A place that cannot simply become async. `path` leads from it to the database call, one line a hop. */
export const wallSchema = z.object({ ...remark, path: z.array(z.string()) });
export type Wall = z.infer<typeof wallSchema>;
/** Code that compiles after the change but may behave differently. `other`: the second place involved. */
export const hazardSchema = z.object({
  ...remark,
  other: z.object({ file: z.string(), line: z.number().int().positive() }).optional(),
});
export type Hazard = z.infer<typeof hazardSchema>;
/** Something worth knowing that asks for no action. */
export const noteSchema = z.object(remark);
export type Note = z.infer<typeof noteSchema>;

/**
 * What users of the package reach and what gives a promise now; signatures are on one line. Of a getter the property is
 * the signature before (`: number`), of a class its `new` and its factory.
 */
export const apiChangeSchema = z.object({
  /** As users reach it: `Repository.find`. */
  name: z.string(),
  file: z.string(),
  line: z.number().int().positive(),
  before: z.string(),
  after: z.string(),
});
export type ApiChange = z.infer<typeof apiChangeSchema>;

/** A file the change adds to the project: helpers the rewritten code calls. */
export const newFileSchema = z.object({ file: z.string(), text: z.string(), reason: z.string() });
export type NewFile = z.infer<typeof newFileSchema>;

/** Packages that files need from now on, and those they need no more. */
export const packageNeedSchema = z.object({
  /** The files whose imports change. */
  files: z.array(z.string()),
  /** Packages with the range of their versions. */
  adds: z.record(z.string(), z.string()),
  /** Packages with types of those, where TypeScript imports them. */
  types: z.record(z.string(), z.string()).optional(),
  removes: z.array(
    z.object({
      name: z.string(),
      types: z.string().optional(),
      /** A module of the runtime's own: what takes its place in such a list goes beside it. */
      builtIn: z.literal(true).optional(),
      /** What takes its place in a configuration's list of packages; default: what is added. */
      listedAs: z.array(z.string()).optional(),
      /** What configurations of other packages call it. */
      alsoNamed: z.array(z.string()).optional(),
      /** Packages that load it without saying so, unless one of these is there. */
      loadedBy: z.record(z.string(), z.array(z.string())).optional(),
    }),
  ),
  /** What configurations of tools have to say otherwise: see `SettingRule` in src/profiles/profile.ts. */
  settings: z
    .array(
      z.object({
        files: z.string(),
        where: z.record(z.string(), z.string().nullable()),
        sets: z.record(
          z.string(),
          z.union([z.string(), z.record(z.string(), z.object({ env: z.string() }))]),
        ),
        fileUrl: z.tuple([z.string(), z.string()]).optional(),
      }),
    )
    .optional(),
});
export type PackageNeed = z.infer<typeof packageNeedSchema>;

export const planSchema = z.object({
  version: z.literal(1),
  /** Absolute path of the folder that file names are relative to. */
  root: z.string(),
  /** Files read, with the SHA-256 (hex) of the text analysed: rewriting refuses a file that has changed since. */
  files: z.record(z.string(), z.string()),
  steps: z.array(stepSchema),
  newFiles: z.array(newFileSchema),
  walls: z.array(wallSchema),
  hazards: z.array(hazardSchema),
  notes: z.array(noteSchema),
  /** What the change asks of the packages that the project installs. */
  packages: z.array(packageNeedSchema).optional(),
  /** What changes for users of the package, when its entries are known. */
  apiChanges: z.array(apiChangeSchema).optional(),
});
export type Plan = z.infer<typeof planSchema>;
