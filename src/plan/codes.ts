/** The codes of everything a user is told, with a title. `docs/codes/<CODE>.md` documents each. */
export const codes = {
  AS201: 'a constructor cannot await',
  AS202: 'a getter cannot await',
  AS203: 'a field initialiser or static block cannot await',
  AS204: 'a parameter default cannot await',
  AS205: 'a synchronous generator cannot await',
  AS206: 'the top level of a CommonJS module cannot await',
  AS207: 'a setter cannot await',
  AS208: 'the caller of this callback needs its result at once',
  AS209: 'an overridden member of a library is synchronous',
  AS210: 'a function the language calls itself cannot be async',
  AS211: 'a type predicate cannot be async',
  AS212: 'a lazily loaded relationship is destructured or assigned to',
  AS213: 'the caller is outside the given paths',
  AS214: 'what has to change is not visible here',
  AS301: 'the caller of this callback ignores the promise it now returns',
  AS302: 'an attribute that may have expired is read',
  AS303: 'shared state is read before an await and written after it',
  AS304: 'a library keeps the promise of a call',
  AS305: 'a call that nobody waits for ends later',
  AS306: 'a lock is held across an await',
  AS307: 'queued work runs during an await',
  AS308: 'a function that became async is handed to untyped code',
  AS401: 'expireOnCommit: false is set',
  AS402: 'a session stays open beyond its block',
  AS411: 'a profile names a module that is not there to be read',
  AS412: 'an ignore comment matches nothing',
  AS413: 'an ignore comment gives no reason',
  AS421: 'a callback runs one turn after another, with --parallel too',
} as const;

export type Code = keyof typeof codes;
export type WallCode = Extract<Code, `AS2${string}`>;
