import { inFile, type Mutation } from './mutation.ts'

/** Each way of finding a secret, and each place that none leaves. */
export const secretMutations: Mutation[] = [
  // Secrets: each way of finding one, and each place that nothing leaves unseen
  ...inFile(
    'templates/secrets/find.ts',
    ['redaction.test.ts'],
    [
      ['const always = [findPlaces, findAssignments,', 'const always = [findAssignments,'],
      ['const always = [findPlaces, findAssignments,', 'const always = [findPlaces,'],
      ['[findPrivateKeys, findForms,', '[findForms,'],
      ['const mostRounds = 3', 'const mostRounds = 0'],
      ['[findPrivateKeys, findForms,', '[findPrivateKeys,'],
      ['findColumns, findNearby]', 'findColumns]'],
      ['overWraps(text, from, wholeWord(text, from, to))])', 'wholeWord(text, from, to)])'],
      ['if (plain) ranges.push', 'if (!plain) ranges.push'],
      ['if (meant) {', 'if (!meant) {'],
    ],
  ),
  ...inFile(
    'templates/secrets/find.ts',
    ['secret-surroundings.test.ts'],
    [
      ['findCallSecrets, findAnswers, findSayings, ', 'findAnswers, findSayings, '],
      ['findCallSecrets, findAnswers, findSayings, ', 'findCallSecrets, findSayings, '],
      ['findAnswers, findSayings, findColumns,', 'findAnswers, findSayings,'],
      ['findAnswers, findSayings, findColumns,', 'findAnswers, findColumns,'],
      ['findIssued, findPairs, findVendorKeys]', 'findIssued, findVendorKeys]'],
      ['findIssued, findPairs, findVendorKeys]', 'findPairs, findVendorKeys]'],
      ['overWraps(text, from, wholeWord(text, from, to))])', 'overWraps(text, from, to)])'],
    ],
  ),
  ...inFile(
    'templates/secrets/nearby.ts',
    ['secret-sentences.test.ts'],
    [
      [
        'near.filter(({ text }) => shapes.has(shapeOf(text)))',
        'near.filter((word) => isSecretBeside(word, name, small))',
      ],
      ['? /[\\n,;.!?]/ :', '? /\\n/ :'],
      [': isGiven(small, kind, range, name)', ': false'],
      ["if (isRelease(text) || small[range[1]] === '(') return false", 'void isRelease'],
      ["isRelease(text) || small[range[1]] === '('", 'isRelease(text)'],
      ['return follows || isGiven(small, kind, range, name) || (isBehind', 'return follows || (isBehind'],
      ['range, name) || (isBehind && isOf.test(between))', 'range, name)'],
      ['candidates.filter(({ text: word }) => isUnmistakable(word))', 'candidates.filter(() => false)'],
      ['if (isNumberedFile.test(whole)) return []', 'void isNumberedFile'],
      ["whole.replace(smallWords, '')", 'whole'],
      ['if (isElsewhere(small, range, name)) return false', 'void isElsewhere'],
      ["return isNext && kind !== 'opening' && isNumbered(text)", 'return false'],
      ['(isBehind && isCopula().test(between))', 'false'],
      ["(isBehind || small[range[0] - 1] === ' ') && isBehindSign", 'isBehindSign'],
    ],
  ),
  ...inFile('templates/secrets/nearby.ts', ['redaction.test.ts'], [[' && !between.includes(mask)', '']]),
  ...inFile(
    'templates/secrets/shapes.ts',
    ['secret-sentences.test.ts'],
    [
      ['!isRelease(word))', 'true)'],
      ['  isSized(word) ||', ''],
      ['(?:-a+)?', ''],
      ['[-_]A*0{1,2}', '[-_]A*0{2}'],
    ],
  ),
  ...inFile(
    'templates/secrets/value.ts',
    ['secret-sentences.test.ts'],
    [
      ['isProduct(value) || isPart(value)', 'isProduct(value)'],
      ["if (manner !== 'quoted' && isSized(bare)) return false", 'void isSized'],
    ],
  ),
  ...inFile(
    'templates/secrets/ways.ts',
    ['secret-sentences.test.ts'],
    [[')))?|:{1,2}', '|)))?|:{1,2}']],
  ),
  ...inFile(
    'templates/secrets/elsewhere.ts',
    ['secret-sentences.test.ts'],
    [
      ['about().test(small.slice(nameTo, nameTo + 24))', 'false'],
      ['boolean => behind().test', 'boolean => to < 0 && behind().test'],
    ],
  ),
  ...inFile(
    'templates/secrets/tables.ts',
    ['secret-surroundings.test.ts'],
    [
      ['[...findInserted(text), ...findBelowHeadings(linesOf(text))]', 'findBelowHeadings(linesOf(text))'],
      ["secretsOf(heading.secret, cells, 'loose')", "secretsOf(heading.secret, cells, 'quoted')"],
      ["const separators = ['|', '\\t', ';', ',', '  ']", "const separators = ['|', ';', ',']"],
      ['text.lastIndexOf(sign) > at) closing = sign', 'text.lastIndexOf(sign) > at) void sign'],
    ],
  ),
  ...inFile(
    'templates/secrets/scanner.ts',
    ['secret-surroundings.test.ts'],
    [
      ['const overlap = 1024', 'const overlap = 8'],
      ['piecesOf(joint, kind)', "piecesOf(joint, 'plain')"],
      ['range[0] + piece.from', 'range[0]'],
    ],
  ),
  ...inFile(
    'templates/secrets/dialogues.ts',
    ['secret-surroundings.test.ts'],
    [["'password', 'loose')", "'password', 'quoted')"]],
  ),
  ...inFile(
    'templates/secrets/commands.ts',
    ['secret-surroundings.test.ts'],
    [['patterns.push(...inputs)', 'void inputs']],
  ),
  ...inFile(
    'templates/secrets/value.ts',
    ['secret-surroundings.test.ts'],
    [
      ['test(value) || isDevised(value)', 'test(value)'],
      ["!(kind === 'password' && isDotted(bare))", 'true'],
      ['!roots.test(part) && ', ''],
    ],
  ),
  ...inFile(
    'templates/secrets/private-keys.ts',
    ['redaction.test.ts'],
    [
      ['for (const { index, 0: closing } of footers) found', 'for (const { index, 0: closing } of []) found'],
      ['(armour.exec(text.slice(from, Math.min(from + longestKey, following)))?.[0].length ?? 0)', '0'],
    ],
  ),
  ...inFile(
    'templates/secrets/forms.ts',
    ['redaction.test.ts', 'secret-surroundings.test.ts'],
    [
      ["'AKIA', 'ASIA',", "'ASIA',"],
      ["'AKIA', 'ASIA',", "'AKIA',"],
      ["'AIza', 'GOCSPX-'", "'GOCSPX-'"],
      ["'AIza', 'GOCSPX-'", "'AIza'"],
      ["'glpat-', 'glcbt-'", "'glcbt-'"],
      ["'sk_live_',", ''],
      ["'rk_live_',", ''],
      ["'whsec_'", "'whsek_'"],
      ["'eyJ'),", "'eyJJ'),"],
      ["'hf_', ", ''],
      ["'pypi-'", "'pypy-'"],
      ["'dop_v1_',", ''],
      ["'hvs.',", ''],
      ["'dapi',", ''],
      [", 'xapp-')", ')'],
      ["'AGE-SECRET-KEY-1'", "'AGE-SECRET-KEY-2'"],
    ],
  ),
  ...inFile('templates/secrets/places.ts', ['redaction.test.ts'], [['(?:-u|--user|--proxy-user)', '(?:--proxy-user)']]),
  ...inFile(
    'templates/secrets/addresses.ts',
    ['redaction.test.ts'],
    [['{0,256}:(?<secret>[^\\s/"', '{1,256}:(?<secret>[^\\s/"']],
  ),
  ...inFile(
    'templates/secrets/name.ts',
    ['redaction.test.ts', 'secret-surroundings.test.ts'],
    [
      ['|passphrase|', '|'],
      ['|pwd|mdp|', '|mdp|'],
      ['nexus|git)?pass$|', 'nexus|git)?passs$|'],
      ['(?:value|base|raw', '(?:value|raw'],
      ['/(?:token|jwt', '/(?:jwt'],
      ['/(?:secret|(?:secret|', '/(?:secrets|(?:secret|'],
      ['|(?:api|auth|access', '|(?:auth|access'],
      ['|private|priv|account|', '|private|priv|'],
      ['if (/^(?:OLD)?PWD$/.test(name)) return undefined', 'void 0'],
    ],
  ),
  ...inFile(
    'templates/secrets/assignments.ts',
    ['redaction.test.ts'],
    [['if (/cookie$/i.test(name)) return cookies(text, end)', 'void cookies']],
  ),
  ...inFile('templates/secrets/languages.ts', ['secret-surroundings.test.ts'], [["bare: ['clé|", "bare: ['"]]),
  ...inFile(
    'templates/secrets/ways.ts',
    ['redaction.test.ts'],
    [['when: ({ name }) => isFlag(name),', 'when: () => false,']],
  ),
  ...inFile(
    'templates/secrets/value.ts',
    ['redaction.test.ts'],
    [
      ['literals.has(bare.toLowerCase())) return false', 'literals.has("")) return false'],
      ["if (manner !== 'quoted' && expression.test(bare) &&", "if (manner !== 'quoted' && !expression &&"],
      ['if (reference.test(bare)) return false', 'void reference'],
    ],
  ),
  ...inFile(
    'templates/secrets/again.ts',
    ['redaction.test.ts'],
    [
      ['.map(inBase64)', '.map(() => value)'],
      ["'gi',", "'g',"],
      ['const mostInARow = 4', 'const mostInARow = 1'],
      ['given.test(text.slice(', '!given.test(text.slice('],
      ['value.length >= 6 &&', 'value.length >= 7 &&'],
    ],
  ),
  ...inFile(
    'templates/redact.ts',
    ['redaction.test.ts'],
    [
      ['followsFlag(value[place - 1], item) ? mask', 'false ? mask'],
      ['if (followsFlag(value[place - 1], item) && isTelling(item)) keep(item)', ''],
      ["(key === 'value' && isNamedSecret(value.name, item))", 'false'],
    ],
  ),
  ...inFile(
    'templates/shown.ts',
    ['outputs.test.ts'],
    [
      ['const redacted = redactLine(text)', 'const redacted = text'],
      ['JSON.stringify(redactJsonAtOnce(value))', 'JSON.stringify(value)'],
    ],
  ),
  ...inFile(
    'tasks/handoff/document.ts',
    ['templates.test.ts'],
    [['await redactJson(renderLetter(facts, templates))', 'renderLetter(facts, templates)']],
  ),
  ...inFile(
    'tasks/handoff/html.ts',
    ['templates.test.ts'],
    [["await redactPage(templates.render('session", "(templates.render('session"]],
  ),
  ...inFile(
    'tasks/handoff/redact-page.ts',
    ['html.test.ts'],
    [
      ['=== words ? page', '!== words ? page'],
      ['said.add(piece)', 'said.delete(piece)'],
    ],
  ),
  ...inFile(
    'tasks/rules/suggestions.ts',
    ['templates.test.ts'],
    [['await redactText(renderSuggestions(', '(renderSuggestions(']],
  ),
  ...inFile(
    'templates/render.ts',
    ['foreign-text.test.ts'],
    [
      ['if (linked.test(line)) return codeSpan(line)', 'void linked'],
      ['(?:https?|ftp):\\/\\/|www', 'www'],
      ['|www\\.|', '|'],
      ['|[\\w.+-]@[\\w-]*\\.|', '|'],
      ['(?:mailto|xmpp):|', ''],
      ['|(?:^|[^\\w.+-])@[a-z0-9]|', '|'],
      ['|(?:^|[^\\w&])(?:#|GH-)\\d|', '|'],
      ["replaceAll('|', '\\\\|')", "replaceAll('|', '|')"],
      ["const fence = '`'.repeat(longest + 1)", "const fence = '`'"],
    ],
  ),
]
