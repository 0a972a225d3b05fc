import { inFile, type Mutation } from './mutation.ts'

/** How words and command lines are read: pasts that no list has, who did what to whom, doubtful rules, where a command runs (docs/rules.md, docs/transcripts.md). */
export const wordMutations: Mutation[] = [
  ...inFile(
    'tasks/rules/text/unknown-past.ts',
    ['pasts.test.ts'],
    [
      ['ed$/i.test(word) && !others.test(word)', 'ed$/i.test(word)'],
      ['(?<=[a-z]{3})i$', '(?<=[a-z]{9})i$'],
      ['replace(end, base as string)', "replace(end, '')"],
      ['(?<!focus|canvas|bias)$', '$'],
      ['(?<!zz|tz)$', '$'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/imperative/doubtful.ts',
    ['rules-imperative.test.ts', 'rules-inversion.test.ts'],
    [
      ['if (unsaid.some((pattern) => pattern.test(rule))) return true', 'void unsaid'],
      [' || takenBack.test(rule)', ''],
      [' || remedied.test(rule)', ''],
      [' && !faulty.test(rule)', ''],
      ['(duties.has(base) || isOwn)', 'isOwn'],
      ['(duties.has(base) || isOwn)', 'duties.has(base)'],
      ['return anybody.test(main', 'return /(?!)/.test(main'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/imperative/description.ts',
    ['rules-descriptions.test.ts', 'rules-imperative.test.ts'],
    [
      [' || isOnlyPast(first)', ''],
      ['!(at === 0 && isAdjective)', 'true'],
      [' && bringing.has(verb.base)', ''],
      ['if (givesAway(verb.base, thing)) return false', 'void givesAway'],
      ["verb.form === 'gerund' && acting.has(verb.base)", 'false'],
      [' && !kept.test(thing)', ''],
      ['return !(isMisdeed(verb.base) || ', 'return !('],
    ],
  ),
  ...inFile(
    'tasks/rules/text/imperative/commanding.ts',
    ['rules-descriptions.test.ts'],
    [['if (!alsoNouns.test(first) || isDetermined(rest)) return true', 'return true']],
  ),
  ...inFile(
    'tasks/rules/text/relation/demands.ts',
    ['rules-reserved.test.ts', 'rules-cases.test.ts'],
    [
      ["part.behind !== ':'", "part.behind !== '?'"],
      ['!takesBack(tokens[0]) &&', ''],
      ['if (!first || takesBack(first)) return false', 'if (!first) return false'],
      ["(first.negation && first.raw !== 'not')", 'first.negation'],
      ["!adverbial.has(tokens[0]?.raw ?? '') &&", ''],
      ['index < sentences.indexOf(one) ||', ''],
    ],
  ),
  ...inFile(
    'tasks/rules/text/relation/reserved.ts',
    ['rules-reserved.test.ts'],
    [
      ['isWeaker || isPreferredOnly(a, b)', 'isPreferredOnly(a, b)'],
      ['appliesElsewhere(a, b) || appliesElsewhere(b, a)', 'appliesElsewhere(a, b)'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/in-force.ts',
    ['rules-reserved.test.ts'],
    [
      ['isStruckOut(text) || ', ''],
      ['isQuoting, isDormant, remark, said', 'isQuoting, remark, said'],
      ['isQuoting, isDormant, remark, said', 'isQuoting, isDormant, said'],
      ['[isQuoting, isDeprecated]', '[isDeprecated]'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/relation/roles.ts',
    ['rules-rearranged.test.ts', 'rules-new.test.ts', 'rules-consolidate.test.ts'],
    [
      ["=== 'by') ? 'behind'", "=== 'from') ? 'behind'"],
      ["if (!passive) return 'before'", "if (passive) return 'before'"],
      ['isNoun ? [sides[1], sides[0]] : sides', 'isNoun ? sides : sides'],
      ['!doers.some((stem) => others.includes(stem)) &&', ''],
      ['doers.every((stem) => b.words.includes(stem)) &&', ''],
      ["if (past && tokens[at + 1]?.raw === 'by') return", "if (past && tokens[at + 1]?.raw === 'from') return"],
    ],
  ),
]
