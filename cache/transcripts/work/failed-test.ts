/** How test runners head what they say of one failed test: with its name. */
const headings = [
  /^_{3,} (?:ERROR at (?:setup|teardown) of )?(\S.*?) _{3,}$/, // pytest
  /^(?:FAIL|ERROR): (\w+) \(/, // unittest
  /^● (?!Console$)(\S.*)$/, // Jest
  /^FAIL {1,2}\S+(?: \[.*?\])? > (\S.*)$/, // Vitest
  /^--- FAIL: (\S+)/, // Go
  /^---- (\S+) stdout ----$/, // Cargo
]
/** The same with a number, which other programs' lines have too: RSpec, PHPUnit, Mocha. */
const numbered = /^\d+\) (\S.*?):?$/
const saysNumbered = /^(?:Failures:|There (?:was|were) \d+ (?:failures?|errors?):|\d+ failing)/
/** Where pytest says at its end which tests failed, in the order of the headings. */
const listed = /^(?:FAILED|ERROR) (\S+::\S+)/
const longestName = 70

/** The name of the test that a line of a runner's output is about: that of the heading before it, else the first one in the list. */
export function failedTest(line: string, lines: string[]): string | undefined {
  const at = lines.indexOf(line)
  const forms = lines.some((each) => saysNumbered.test(each)) ? [...headings, numbered] : headings
  const headed = lines.slice(0, Math.max(at, 0)).findLast((each) => forms.some((form) => form.test(each)))
  const heading = headed && forms.map((form) => form.exec(headed)?.[1]).find((name) => name !== undefined)
  const list = lines.map((each) => listed.exec(each)?.[1]).filter((name) => name !== undefined)
  // Of a class's test the heading has a dot where the list has colons.
  const named = heading ? list.find((each) => each.endsWith(`::${heading.replaceAll('.', '::')}`)) : list[0]
  const name = named ?? heading
  return name === undefined || name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`
}

/** Whether a line names a failed test by itself. */
export const namesTest = (line: string): boolean => listed.test(line) || headings.some((form) => form.test(line))
