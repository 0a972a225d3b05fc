import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findOverlappingRules } from '../tasks/rules/consolidate.ts'
import { parseMarkdownRules } from '../tasks/rules/markdown-rules.ts'

const test = suite('rules: German')

const relationOf = async (a: string, b: string): Promise<string> => {
  const rules = await parseMarkdownRules('CLAUDE.md', `# Regeln\n\n- ${a}\n- ${b}\n`)
  return findOverlappingRules({ rules, sessions: [], thresholds: {} })[0]?.relation ?? 'apart'
}

const pairs: [a: string, b: string, relation: string][] = [
  ['Committe nie Zugangsdaten', 'Zugangsdaten dürfen niemals committet werden', 'same'],
  ['Keine Geheimnisse ins Log schreiben', 'Schreibe keine Geheimnisse ins Log', 'same'],
  ['Führe vor jedem Commit die Tests aus', 'Vor jedem Commit die Tests ausführen', 'same'],
  ['Nutze pnpm statt npm', 'pnpm statt npm verwenden', 'same'],
  ['Verwende kein eval', 'Kein eval verwenden', 'same'],
  ['Nicht direkt auf main pushen', 'Pushe nicht direkt auf main', 'same'],
  ['Nutze pnpm statt npm', 'Nutze npm statt pnpm', 'contradicts'],
  ['Verwende Leerzeichen zum Einrücken', 'Verwende Tabs zum Einrücken', 'contradicts'],
  ['Immer Semikolons verwenden', 'Nie Semikolons verwenden', 'contradicts'],
  ['Generierte Dateien committen', 'Generierte Dateien nicht committen', 'contradicts'],
  ['Tests immer vor dem Code schreiben', 'Tests immer nach dem Code schreiben', 'contradicts'],
  ['Dateien haben höchstens 300 Zeilen', 'Dateien haben höchstens 500 Zeilen', 'contradicts'],
  ['Dateien haben höchstens 300 Zeilen', 'Funktionen haben höchstens 50 Zeilen', 'apart'],
  ['Verwende Tabs in Makefiles', 'Verwende keine Tabs in YAML', 'apart'],
  ['Nur der Betrieb darf deployen', 'Nur das Team darf freigeben', 'apart'],
  // What does not apply, or only in part, replaces nothing.
  ['Wenn möglich, Tabs verwenden', 'Immer Tabs verwenden', 'apart'],
  ['Tabs verwenden, außer in YAML', 'Tabs verwenden', 'apart'],
  ['Vorerst nie direkt auf main pushen', 'Nie direkt auf main pushen', 'apart'],
  ['Nicht mehr gültig: nie direkt auf main pushen', 'Nie direkt auf main pushen', 'apart'],
  ['Ab 2027 keine Tabs verwenden', 'Keine Tabs verwenden', 'apart'],
  ['Bis Ende 2026 Tabs verwenden', 'Tabs verwenden', 'apart'],
  ['In der Regel keine Secrets loggen', 'Keine Secrets loggen', 'apart'],
  ['Secrets sollten verschlüsselt werden', 'Secrets müssen verschlüsselt werden', 'apart'],
  ['Du kannst Secrets verschlüsseln', 'Verschlüssele Secrets immer', 'apart'],
]
for (const [a, b, relation] of pairs) {
  test(`${a} | ${b}: ${relation}`, async () => {
    assert.is(await relationOf(a, b), relation)
    assert.is(await relationOf(b, a), relation)
  })
}

test('what begins with "Beispiel" is no rule', async () => {
  assert.equal(await parseMarkdownRules('CLAUDE.md', '# Regeln\n\n- Beispiel: nie Secrets committen\n'), [])
})

test.run()
