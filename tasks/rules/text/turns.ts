import { shortForms } from './short-forms.ts'

const few = String.raw`((?:\s+[^\s.,;:()]+){0,6}?)`
const few1 = String.raw`((?:\s+[^\s.,;:()]+){1,5}?)`
/** Comparatives of what is more, and of what is less. */
export const larger = 'more|longer|larger|bigger|greater|higher|later|wider|deeper|older|further'
export const smaller = 'fewer|less|smaller|shorter|lower|earlier|sooner|younger|newer|narrower'
const span = String.raw`(?=\s+(?:\d+|an?|one|two|three|four|five|six|seven|ten|twelve)\s+(?:minute|hour|day|week|month|year)s?\b)`
const anyCase = (pattern: string): RegExp => new RegExp(pattern, 'gi')

/** Ways of speaking that would be read the wrong way word by word, each with a plain one, in the order in which they are replaced. */
const turns: [RegExp, string][] = [
  [
    /^\s*[*_]{0,3}(?:important|note|nb|warning|caution|attention|critical|reminder|remember|please)[*_]{0,3}\s*[:!–—-]+[*_]{0,3}\s*/gi,
    '',
  ],
  // "All-hands" and "one-to-one" are names of one word.
  [/(?<=\b(?:all|one)(?:-[a-z]{1,20}){0,2})-(?=[a-z])/gi, ''],
  // "Without a plan, do not run it": what is denied comes first.
  [/^\s*((?:without|unless|except)\s[^,;:.]{2,80}),\s+((?:do not|never|no)\b[^,;:.]+?)[.!\s]*$/gi, '$2 $1'],
  [/n['’]t\b/gi, ' not'],
  ...shortForms,
  // "Walk-ins" are several of a walk-in.
  [/(?<=[a-z]-)(in|out|off|up|on|down)s\b/gi, '$1'],
  [/\s&\s/g, ' and '],
  // Why a rule is there is not what it says.
  [/(?<=\S)\s*[,(—–-]?\s*\b(?:because|so that|in order to|so as to)\b(?:[^.;]|\.(?!\s|$))*/gi, ''],
  // Examples say nothing more.
  [/,?\s*\(?\be\.g\.,?\s(?:[^.;()]|\.(?!\s|$))*\)?/gi, ''],
  // What is said to be sure says nothing.
  [/\b(?:do not|never) (?:forget|fail|neglect|omit) to\b|\b(?:make|be) sure (?:that|to)\b|\bremember to\b/gi, ''],
  [
    /\b(?:with(?:out| no)|no) exceptions?\b|\banywhere\b(?! \w)|\b(?:at all times|in (?:all|any) cases?|no matter what)\b/gi,
    '',
  ],
  [/\b(?:where(?:ver)?|when(?:ever)?|if|as far as) possible\b/gi, ''],
  [/\b(?:under no circumstances|in no case|by no means|at no time|on no account)\b/gi, 'never'],
  [/\b(?:a )?no[- ]gos?\b|\boff[- ]limits\b|\b(?:discouraged|unacceptable|taboo)\b/gi, 'forbidden'],
  [/\b(?:stay|steer|keep) (?:away from|clear of|off)\b|\babstain from\b/gi, 'avoid'],
  [/\bfree (?:of|from)\b/gi, 'without'],
  // What is not in version control is not committed.
  [
    /\b(?:(?:do|does|must|should|may|can) not|never) (?:belong|go|land|end up) (?:in|into) (?:the )?(?:git|repo(?:sitory)?|vcs|(?:version|source) control)\b(?! \w)/gi,
    'are not committed',
  ],
  [
    /\b(?:keep|leave)\b((?:\s+[^\s.,;:]+){1,6}?)\s+out of (?:the )?(?:git|repo(?:sitory)?|vcs|(?:version|source) control)\b(?! \w)/gi,
    'do not commit$1',
  ],
  [
    /\b(?:stays?|remains?|(?:is|are) kept) out of (?:the )?(?:git|repo(?:sitory)?|vcs|(?:version|source) control)\b(?! \w)/gi,
    'are not committed',
  ],
  [
    /\b(not|never) (?:put|place|add|store|check)\b((?:\s+[^\s.,;:]+){1,6}?) (?:in|into|to) (?:the )?(?:git|repo(?:sitory)?|vcs|(?:version|source) control)\b(?! \w)/gi,
    '$1 commit$2',
  ],
  [
    /\b(?:store|put|place|add)\b((?:\s+[^\s.,;:]+){1,5}?) (?:in|into|to) (?:git|the repo(?:sitory)?|vcs|(?:version|source) control)\b(?! \w)/gi,
    'commit$1',
  ],
  // What is generated may be changed by what generates it, and by nobody else.
  [
    /\b(?:is|are) (?:auto-?|automatically )?generated\b[^;.,:—–]{0,40}[;.,:—–]+\s*(?:and )?((?:must|should|may) not be|(?:do not|never)) (edit|chang|modif|touch|alter)(\w*)(?: (?:it|them))?\b/gi,
    'must not be $2$3',
  ],
  [/\b(not|never)\b((?:\s+[^\s.;:]+){0,8}?)\s+(?:manually|by hand)\s+(?=(?:edit|chang|modif|touch|alter))/gi, '$1$2 '],
  [
    /\b(not|never)\b((?:\s+[^\s.;:]+){0,8}?\s+(?:edit|chang|modif|touch|alter)\w*(?:\s+[^\s.;:]+){0,8}?)\s+(?:by hand|manually)\b/gi,
    '$1$2',
  ],
  [/\bhand-?edit/gi, 'edit'],
  [
    /\b(?:generated )?(?:files?|code|anything) (?:in|under|inside|below|within) (?:the )?(?=`)(?<=\b(?:edit|touch|modif|chang|alter)[^.;]*)/gi,
    '',
  ],
  [
    /\b(?:generated )?(?:files?|code|anything) (?:in|under|inside|below|within) (?:the )?(?=`[^.;]*\b(?:edit|touch|modif|chang|alter))/gi,
    '',
  ],
  // "In one" and "in separate" ones.
  [
    /\b(?:do not|never) (?:mix|combine|bundle)((?:\s+[^\s.,;:]+){1,6}?) (?:in(?:to)?|within) (?:one|a single|the same) ([^\s.,;:]+)/gi,
    'separate $1 into separate $2',
  ],
  [/\bbugs? (?=(?:is|are) fixed\b)|\bfix(?:e[sd]|ing)?\s+(?:an? |any |every |each |the )?bugs?\b/gi, 'bugfix '],
  // What is "logged in plain text" is not signed in.
  [
    /\b(log(?:s|ged|ging)?) in (?=[a-z`])(?!(?:to|as|with|via|through|using|before|after|when|while|if|once|first|again|twice|and|or|only|from|by|on|without|at|for|is|are|can|must|should|may|has|have|users?|customers?|members?|clients?|sessions?)\b)/gi,
    '$1 into ',
  ],
  // Nobody needs to be told who is asked.
  [/\b(ask(?:s|ed|ing)?)\s+(?:me|us|the (?:user|developer|human)|a human|some(?:body|one))\b/gi, '$1'],
  [/\b(without asking) (?:anyone|anybody|someone|permission)\b/gi, '$1'],
  // Whoever did it may pass it: they are the ones whom other rules call "you".
  [
    /^(?:the )?(?:authors?|developers?|contributors?|engineers?|programmers?|committers?|agents?|people) (?=(?:may|can) \S+ their own\b)/gi,
    'you ',
  ],
  // A default is what is new.
  [/^new (?=[^.;]*\b(?:by default|defaults? to)\b)/gi, ''],
  [/\b(answer|reply|respond)(\w*)\s+to (?:me|us|the (?:user|developer))\b/gi, '$1$2'],
  [
    /\bask (?:the )?((?:[^\s.,;:]+\s+){0,3}?(?:team|owners?|leads?|maintainers?|managers?|reviewers?|board|officer|committee|architects?|department|admins?))(?=\s+before\b)/gi,
    'get approval from the $1',
  ],
  [
    /\bask (?:an?|the|every|each|your|our|their) ((?!questions?\b)[\p{L}-]+)(?=\s+before\b)/giu,
    'get approval from the $1',
  ],
  [
    /\bwithout asking (?:an?|the|every|each|your|our|their) ([\p{L}-]+)(?=\s*(?:[.,;!]|$))/giu,
    'without approval from the $1',
  ],
  // The same with the other clause first.
  [
    /\bask(?<=\bbefore\s[^.;]{1,160},\s+ask) (?:the )?((?:[^\s.,;:]+\s+){0,3}?(?:team|owners?|leads?|maintainers?|managers?|reviewers?|board|officer|committee|architects?|department|admins?))(?=[.!]?\s*$)/gi,
    'get approval from the $1',
  ],
  [/\bnew (?=(?:\S+ )?(?:dependenc|librar|packages?\b))/gi, ''],
  [/\b(?:leave|keep)\b((?:\s+[^\s.,;:]+){1,6}?)\s+(?:alone|untouched|unchanged)\b/gi, 'do not change$1'],
  [/\b(?:is|are|be|stays?|remains?)\s+(?:read[- ]only|immutable)\b/gi, 'not changed'],
  [/\btreat\b((?:\s+[^\s.,;:]+){1,6}?)\s+as (?:read[- ]only|immutable)\b/gi, '$1 not changed'],
  // That something need not be done does not rule it out.
  [
    /(?:\b(?:is|are|be) )?\bnot (?:required|necessary|needed|mandatory|compulsory)\b|\b(?:do|does) not (?:have|need) to\b|\bneed not\b|\bno need (?:to|for)\b/gi,
    'optional',
  ],
  [/\bopt(?:s|ed|ing)?[ -](in|out)\b/gi, 'opt$1'],
  [/\bself[ -](?=\w+(?:ed|ing)\b)/gi, 'self'],
  [
    /(?<!\b(?:the|to|on|at|of|top|bottom|days?|hours?|nothing) )\bleft\b(?!-|\s+(?:side|hand|join|align\w*|pad\w*|over|most|panel|column|margin|arrow|to right|and right|or right)\b)/gi,
    'leave',
  ],
  [/\b(?:turn|switch)(?:e?s|ed|ing)?((?:\s+(?!on\b|off\b)[^\s.,;:]+){0,4})\s+on\b/gi, 'enable$1'],
  [/\b(?:turn|switch)(?:e?s|ed|ing)?((?:\s+(?!on\b|off\b)[^\s.,;:]+){0,4})\s+off\b/gi, 'disable$1'],
  [/\b(?:no|not) more than\b|\b(?:not|never|cannot)(?: to)? exceed\b/gi, 'at most'],
  [/\b(?:no|not) (?:fewer|less) than\b/gi, 'at least'],
  [/\b(?:not|never) (?:fall|drop|go|sink|be) (?:below|under)\b/gi, 'at least'],
  [/\b(?:not|never) (?:rise|go|grow|be|get) (?:above|over)\b/gi, 'at most'],
  [anyCase(String.raw`\bolder than\b${span}`), 'more than'],
  [anyCase(String.raw`\b(?:younger|newer|more recent) than\b${span}`), 'less than'],
  [/\bnot only\b/gi, ''],
  [/\bnot just\b/gi, ''],
  // "Never write it more often than", "files larger than 5 MB must not be committed": the comparison is what is ruled out.
  [anyCase(String.raw`\b(?:not|never|no)\b${few}\s+(?:${larger})(?: often)? than\b(?! the\b)`), '$1 at most'],
  [anyCase(String.raw`\b(?:not|never|no)\b${few}\s+(?:${smaller})(?: often)? than\b(?! the\b)`), '$1 at least'],
  [
    anyCase(String.raw`\b(?:${larger}) than(\s+\d+${few})\s+(?:must|should|may|can|shall|are|is)\s*(?:not|never)\b`),
    'at most$1',
  ],
  [
    anyCase(String.raw`\b(?:${smaller}) than(\s+\d+${few})\s+(?:must|should|may|can|shall|are|is)\s*(?:not|never)\b`),
    'at least$1',
  ],
  [/\bat the latest\b/gi, 'at most'],
  [/\s+first,? (?:and )?then\b/gi, ' before'],
  [/^first,? ([^.;]+?),? (?:and )?then\b/gi, '$1 before'],
  [/\bprior to\b|\bahead of\b/gi, 'before'],
  [/\bbeforehand\b|\b(?:in advance|up[- ]front)(?! of)\b/gi, ''],
  [/\b(before|without|ask|consult|check with|confirm)\b([^.;]*)\s+first(?=\s*(?:[.;,!]|$))/gi, '$1$2'],
  [/\bonce you have\b|\bfollowing\b(?= the\b)/gi, 'after'],
  [anyCase(String.raw`\bonly\b${few}\s+(?:if|when|once|while|as soon as|as long as)\b`), '$1 after'],
  [
    anyCase(
      String.raw`\b(?:if|when|while|as long as)\b((?:\s+[^\s.,;:()]+){1,6}?)\s+(?:has|have|is|are|was|were|do|does) not\b(?: yet)?`,
    ),
    'unless$1',
  ],
  [/\bwhere(?:ver)?\b((?:\s+[^\s.,;:]+){1,5}?)\s+(?:will do|do(?:es)?|suffices?|is enough|works?)\b/gi, '; use$1'],
  [/^([^:;.,]{2,60}):\s*(?:no|never|none)\b[.!\s]*$/gi, 'no $1'],
  // How a name of that case looks.
  [/\b((?:camel|snake|kebab|pascal|title|upper|lower)[- ]?case)[,:]?\s*\(?(?:`[^`\n]+`)\)?(?=\s*(?:$|[.,;]))/gi, '$1'],
  [/\bwords (?:such as|like)\b/gi, ''],
  [/\b(?!(?:is|are|be|being)\s)(\w+) (?:named|called) (`[^`\n]+`)(?=\s*(?:$|[.,;]))/gi, '$2 $1'],
  // Without making one there is none.
  [/^(?:do not|never|avoid) (?:create|creating|make|making) (?!up\b)(?:an? |any )?(?=[^.;]*$)/gi, 'no '],
  // What says nothing else prefers the one to the other; "HTTP over TLS" is one thing.
  [
    /^((?:[^\s.,;:()]+\s+){1,3}?)over\s+(?!(?:tls|ssl|ssh|https?|tcp|udp|ip|usb|the)\b)(?=(?:[^\s,;:]+\s*){1,3}$)/gi,
    'prefer $1over ',
  ],
  [/^stop (?=\w+ing\b)/gi, 'avoid '],
  // Whoever reads the rule is an agent.
  [
    /\b(?:is|are|must be|may be) (?:only (\w+ed) by|(\w+ed) only by|(\w+ed) by) (?:humans?|people|a (?:human|person))(?<=\bonly\b[^.;]*)\b(?: only)?|\b(?:is|are) (\w+ed) by (?:humans?|people|a (?:human|person)) only\b/gi,
    'are not $1$2$3$4',
  ],
  [
    /\b(\w+) (?:that|which) (?:ha(?:s|ve) (?:already )?been|(?:is|are|was|were)(?: already)?) (\w+ed)(?=\s*(?:$|[.,;]))/gi,
    '$2 $1',
  ],
  [/\binside (?=(?:the )?\x60)/gi, 'in '],
  // "Versions are managed with a" and "build screens with a" use it for them.
  [
    anyCase(
      String.raw`^((?:[^\s.,;:]+\s+){1,4}?)(?:is|are|must be|should be)\s+(?:managed|handled|built|done|made)\s+(?:with|using|via|through)\s+((?:[^\s.,;:]+\s*){1,3})$`,
    ),
    'use $2 for $1',
  ],
  [
    anyCase(
      String.raw`^(?:manage|handle)\s+((?:[^\s.,;:]+\s+){1,4}?)(?:with|using|via|through)\s+((?:[^\s.,;:]+\s*){1,3})$`,
    ),
    'use $2 for $1',
  ],
  [
    anyCase(String.raw`^use\s+((?:[^\s.,;:]+\s+){1,3}?)to\s+(?:manage|handle)\s+((?:[^\s.,;:]+\s*){1,4})$`),
    'use $1 for $2',
  ],
  // What is replaced is not to be used.
  [anyCase(String.raw`\breplace${few}\s+(?:with|by)\b${few1}(?=\s*(?:[.;,:]|$))`), 'use$2 instead of$1'],
  [
    anyCase(
      String.raw`(^|[.;:]\s*)((?:[^\s.,;:()]+\s+){1,5}?)(?:must|should|are|is|needs? to|has to|have to)(?: be)? replaced (?:with|by)\b${few1}(?=\s*(?:[.;,:]|$))`,
    ),
    '$1use$3 instead of $2',
  ],
  [anyCase(String.raw`\bin (?:place|lieu) of\b`), 'instead of'],
  [/^(before\b[^.;:]*\b)(?:(?:must|should|has to|have to) )?pass(?=\s*:)/gi, '$1run'],
  // Tests that pass before a commit have been run before it.
  [/\b(?:(?:must|should|shall|needs? to|ha(?:s|ve) to)\s+)?pass(?:es)?(?=\s+(?:before|prior to)\b)/gi, 'run'],
  [/^(before\b(?:\s+[^\s.;]+){1,12}?\s+)pass(?:es)?(?=\s*(?:[.;,!]|$))/gi, '$1run'],
  // A commit is one to the repository.
  [/\bcheck(?:s|ed|ing)?[ -]in(?=to\b)/gi, 'commit '],
  [
    /\b(comm?it(?:s|ted|ting)?(?:\s+[^\s.;:]+){0,6}?)\s+(?:in|to|into) (?:the )?(?:git|repo(?:sit\w*)?|vcs|(?:version|source) control)\b(?! \w)/gi,
    '$1',
  ],
  [/\b(format|lint)(s|ted|ting)?\s+(?:all |the |our |your )?(?:source )?code\b/gi, '$1$2'],
  [/\b(add|introduc|creat)(e|es|s|ed|ing)?((?: an?| any| some)?) new\b/gi, '$1$2$3'],
  [/\b(?:(?:be|is|are|stay|remain)s? )?independent (?:of|from)\b/gi, 'not depend on'],
  [/\b(?:keep|bring)\b((?:\s+[^\s.,;:]+){1,5}?)\s+(?:up[- ]to[- ]date|current)\b/gi, 'update$1'],
  [/\b(?:is|are|be|stays?) (?:kept )?up[- ]to[- ]date\b/gi, 'updated'],
  // What a name in code is of.
  [
    /(`[^`\n]+`)\s+(?:types?|branch(?:es)?|director(?:y|ies)|folders?|methods?|functions?|modules?|packages?|librar(?:y|ies)|commands?|keywords?|statements?|operators?|flags?|macros?|decorators?|cases?|attributes?|blocks?|comments?|hooks?|calls?|tables?|columns?)\b/gi,
    '$1',
  ],
  // What may be as small as that is at least so large.
  [/\b(?:can|may|is|are|be) (?:be )?as (?:small|short|low|few|little|narrow) as\b(?=\s+\d)/gi, 'at least'],
  [/\b(?:can|may|is|are|be|take|last) (?:be )?as (?:large|big|long|high|many|much|wide) as\b(?=\s+\d)/gi, 'at most'],
  // "One approval is enough for a change": the change needs one.
  [
    /^((?:one|two|three|four|five|\d+|an?|a single)\s+[^\s.,;:]+)\s+(?:is|are|will be) (?:enough|sufficient) for ([^.;:]+)/gi,
    '$2 need $1',
  ],
  // "Lists longer than twenty rows" have more of them.
  [/\b(?:longer|larger|bigger|greater|higher|taller) than\b(?=\s+\d)/gi, 'more than'],
  [/\b(?:shorter|smaller|lower) than\b(?=\s+\d)/gi, 'less than'],
  [/\b(\d+(?:\.\d+)*) (?:or|and) (?:newer|later|higher|above|up|greater|upwards?)\b/gi, 'at least $1'],
  [/\b(\d+(?:\.\d+)*) (?:or|and) (?:older|earlier|lower|below|smaller|fewer|less)\b/gi, 'at most $1'],
  [/(?:>=|≥)\s*(?=\d)/g, ' at least '],
  [/(?:<=|≤)\s*(?=\d)/g, ' at most '],
  [/\b(\d+(?:\.\d+)*)\+(?=\s|$)/g, 'at least $1'],
  [/\buse\b(?=(?:\s+[^\s.,;:]+){1,4}?\s+over\s)/gi, 'prefer'],
  [/\bas well as\b/gi, 'and'],
  [/\b((?:stay|remain|keep|leave)s?|kept|left)\b((?:\s+[^\s.,;:]+){0,6}?)\s+out of\b/gi, '$1$2 outside'],
  [/(?<=\d),(?=\d{3}\b)/g, ''],
  [/(?<=\d)\s?%|\s?\bper ?cent\b/gi, ''],
  [/(?<=\d)\s?(?:s|secs?)\b/gi, ' seconds'],
  [/(?<=\d)\s?mins?\b\.?/gi, ' minutes'],
  [/(?<=\d)\s?(?:h|hrs?)\b/gi, ' hours'],
  [/(?<=\d)d\b/gi, ' days'],
  [/(?<=\d)\s?(?:ms|msecs?|millis)\b/gi, ' milliseconds'],
  [/(?<=\d)(?:\s?[µμ]s|us)(?![\p{L}\p{N}])|(?<=\d)\s?micros\b/giu, ' microseconds'],
  [/(?<=\d)\s?kb\b/gi, ' kb'],
  [/(?<=\d)(?=(?:px|rem|em|pt|mm|cm|kg|mg|mb|gb|tb|khz|mhz|ghz)\b)/gi, ' '],
  [/\bmin\b\.?/gi, 'minimum'],
  [/\bmax\b\.?/gi, 'maximum'],
  [/\bonce (?=(?:an?|per|every|each)\b)/gi, '1 time '],
  [/\btwice\b/gi, '2 times'],
  [/\b(?:one|a single) (?=(?:second|minute|hour|day|week|month|year|time)s?\b)/gi, '1 '],
  // An identifier that ends in a number is one name.
  [/(?<=[A-Za-z])[_-](?=\d{1,16}(?![A-Za-z\d]))/g, ''],
  [/\be\.g\.|\bi\.e\.|\betc\./gi, ' '],
  [/\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)/g, ''],
]

/** The text in plain words. */
export function plainWords(text: string): string {
  let plain = text
  for (const [turn, meant] of turns) plain = plain.replace(turn, meant)
  return plain
}
