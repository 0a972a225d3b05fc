import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { oneLine, renderSource } from '../templates/render.ts'
import { shownJson, shownText } from '../templates/shown.ts'
import { foreignStrings } from './support/foreign-strings.ts'
import { repository } from './support/project.ts'
import { randomRuns } from './support/random-runs.ts'

/** Foreign text where no Markdown is: pages, pictures, summaries, and what a terminal is given. */
const test = suite('foreign text on pages')
const runs = { numRuns: randomRuns(2000) }
/** All that acts or is not seen, but what joins two emoji into one. */
const acting =
  /(?![\n\t])(?!(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

interface Place {
  before: string
  behind: string
  where: string
}

/** Every place of the templates of one ending where a value is shown as text. */
function placesIn(ending: RegExp): Place[] {
  const directory = join(repository, 'templates')
  return readdirSync(directory)
    .filter((file) => ending.test(file))
    .flatMap((file) => {
      const source = readFileSync(join(directory, file), 'utf8')
      const plain = (text: string) => text.replace(/<%[=-].*?%>/gs, 'x').replace(/<%.*?%>/gs, '')
      return [...source.matchAll(/<%=.*?%>/gs)].map(({ index, 0: tag }) => ({
        before: plain(source.slice(0, index)),
        behind: plain(source.slice(index + tag.length)),
        where: `${file}: ${tag}`,
      }))
    })
}

/** Bookend's own values, where a foreign one would act: a colour by its number, and links to documents beside the page. */
const own = /: <%= (?:colour|href|row\.link) %>$/
const html = placesIn(/\.(?:html|svg)\.ejs$/)
const plain = placesIn(/(?<!\.(?:html|svg|md))\.ejs$/)

test('every value of a page is between tags or in a quoted attribute that nothing runs', () => {
  assert.ok(html.length > 60, `${html.length}`)
  for (const { before, where } of html) {
    assert.not.ok(/<(?:script|style)\b[^>]*>(?:(?!<\/(?:script|style)>).)*$/s.test(before), where)
    const tag = /<[a-z][^<>]*$/i.exec(before)?.[0]
    if (tag === undefined) continue
    assert.match(tag, /=(?:"[^"]*|'[^']*)$/, where)
    if (!own.test(where)) assert.not.match(tag, /\s(?:on\w+|style|srcdoc|action|href|src)=["'][^"']*$/i, where)
  }
})

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

test('at every place of a page or a picture a string stays the text that it is', () => {
  fc.assert(
    fc.property(foreignStrings, fc.constantFrom(...html), (string, { before, behind, where }) => {
      const tail = before.slice(-80)
      const page = renderSource(`${tail}<%= value %>${behind.slice(0, 80)}`, 'html', { value: string })
      assert.ok(page.startsWith(tail) && page.endsWith(behind.slice(0, 80)), where)
      const shown = page.slice(tail.length, page.length - Math.min(80, behind.length))
      assert.not.match(shown, /[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/, where)
      assert.not.ok(acting.test(shown), where)
      assert.is(
        shown.replace(/&[a-z#\d]+;/g, (entity) => entities[entity] as string),
        oneLine(string),
        where,
      )
    }),
    runs,
  )
})

test('at every place of a summary a string stays on its line, and acts on no terminal', () => {
  assert.ok(plain.length > 20, `${plain.length}`)
  fc.assert(
    fc.property(foreignStrings, fc.constantFrom(...plain), (string, { where }) => {
      const shown = renderSource('a <%= value %> b', 'text', { value: string })
      assert.not.ok(acting.test(shown) || shown.includes('\n'), where)
      assert.is(shown, `a ${oneLine(string)} b`)
    }),
    runs,
  )
})

test('what a terminal is given, as text or as JSON, has nothing that acts there, and JSON keeps its value', () => {
  fc.assert(
    fc.property(foreignStrings, (string) => {
      const text = shownText(string)
      // Half a character is written as the one for those that cannot be shown.
      assert.not.match(text.replace(/\p{Cs}/gu, '\ufffd'), acting)
      assert.is(shownText(text), text)
      const json = shownJson({ said: string })
      assert.not.match(json, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      const { said } = JSON.parse(json) as { said: string }
      if (!said.includes('[redacted]')) assert.is(said, string)
    }),
    runs,
  )
})

test('an escape sequence goes whole', () => {
  const link = '\u001b]8;;https://example.com\u0007here\u001b]8;;\u0007'
  for (const [text, shown] of [
    ['no more \u001b[1;31mred\u001b[0m', 'no more red'],
    ['\u009b2Jgone \u001b[?25lhidden', 'gone hidden'],
    [`look ${link}`, 'look here'],
    ['an end \u001b', 'an end'],
  ] as const) {
    assert.is(oneLine(text).replace(/ +/g, ' '), shown)
    assert.is(shownText(text).replace(/ +/g, ' ').trim(), shown)
  }
})

test.run()
