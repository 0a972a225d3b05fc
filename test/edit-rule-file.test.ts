import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { editRuleFile } from '../tasks/rules/review/edit-rule-file.ts'

const test = suite('editing the instruction history')

const edits = {
  set: new Map([['inst_001', { active: false, notes: 'gone "for good"' }]]),
  append: [{ id: 'inst_002', text: 'Ask', active: true }],
}

const layouts: [name: string, before: string, after: string][] = [
  [
    'two blanks, unknown keys, a final line feed',
    '{\n  "version": "4.1",\n  "mine": [1,2],\n  "instructions": [\n    {\n      "id": "inst_001",\n      "active": true,\n      "x": {"y":1},\n      "notes": ""\n    }\n  ]\n}\n',
    '{\n  "version": "4.1",\n  "mine": [1,2],\n  "instructions": [\n    {\n      "id": "inst_001",\n      "active": false,\n      "x": {"y":1},\n      "notes": "gone \\"for good\\""\n    },\n    {\n      "id": "inst_002",\n      "text": "Ask",\n      "active": true\n    }\n  ]\n}\n',
  ],
  [
    'tabs, carriage returns and a byte order mark',
    '\uFEFF{\r\n\t"instructions": [\r\n\t\t{\r\n\t\t\t"id": "inst_001",\r\n\t\t\t"text": "T"\r\n\t\t}\r\n\t]\r\n}',
    '\uFEFF{\r\n\t"instructions": [\r\n\t\t{\r\n\t\t\t"id": "inst_001",\r\n\t\t\t"text": "T",\r\n\t\t\t"active": false,\r\n\t\t\t"notes": "gone \\"for good\\""\r\n\t\t},\r\n\t\t{\r\n\t\t\t"id": "inst_002",\r\n\t\t\t"text": "Ask",\r\n\t\t\t"active": true\r\n\t\t}\r\n\t]\r\n}',
  ],
  [
    'one line an entry',
    '{"instructions": [\n  { "id": "inst_000", "text": "é" },\n  { "id": "inst_001", "text": "T" }\n]}\n',
    '{"instructions": [\n  { "id": "inst_000", "text": "é" },\n  { "id": "inst_001", "text": "T", "active": false, "notes": "gone \\"for good\\"" },\n  { "id": "inst_002", "text": "Ask", "active": true }\n]}\n',
  ],
]

for (const [name, before, after] of layouts) {
  test(name, async () => assert.is(await editRuleFile(before, edits), after))
}

test('no blank at all, an entry of one key, an empty list, a key that appears twice', async () => {
  const parse = async (text: string, change: Parameters<typeof editRuleFile>[1]) =>
    JSON.parse(await editRuleFile(text, change))
  assert.is(
    await editRuleFile('[{"id":"inst_001","notes":null}]', { ...edits, append: [] }),
    '[{"id":"inst_001","notes":"gone \\"for good\\"","active":false}]',
  )
  assert.equal(await parse('[{"id":"inst_001"}]', edits), [
    { id: 'inst_001', active: false, notes: 'gone "for good"' },
    { id: 'inst_002', text: 'Ask', active: true },
  ])
  assert.equal(await parse('{"instructions": [ ]}', { set: new Map(), append: edits.append }), {
    instructions: edits.append,
  })
  assert.equal(await parse('[{"id":"inst_001","active":1,"active":true}]', { ...edits, append: [] }), [
    { id: 'inst_001', active: false, notes: 'gone "for good"' },
  ])
})

test('what is no history is refused', async () => {
  for (const text of ['{"instructions": {}}', '{"instructions": [', '', '{"rules": []}', '[1]']) {
    try {
      await editRuleFile(text, edits)
      assert.unreachable(text)
    } catch (error) {
      assert.instance(error, Error)
    }
  }
})

test('whatever is in the file: the edits are made, and the other entries keep their bytes', async () => {
  const value = fc.jsonValue({ maxDepth: 2 })
  const entry = fc.dictionary(fc.string(), value).map((keys) => ({ ...keys, id: 'inst_009' }))
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1 }), fc.constantFrom(0, 1, 2, '\t'), async (others, indent) => {
      const list = [...others, { id: 'inst_001', text: 'T' }, ...others]
      const before = JSON.stringify({ instructions: list }, null, indent)
      const after = await editRuleFile(before, edits)
      const place = before.indexOf('"inst_001"')
      assert.is(after.slice(0, place), before.slice(0, place))
      assert.is(JSON.parse(after).instructions.length, list.length + 1)
    }),
    { numRuns: 50 },
  )
})

test.run()
