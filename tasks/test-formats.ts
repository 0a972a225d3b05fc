export type Unit = 'tests' | 'packages' | 'suites'

/** How one runner ends its output. */
export interface Format {
  runner: string
  /**
   * Lines of its summary, each with named groups: `passed`, `failed` and `errors` (both failed), `skipped` and `marked` (as not there yet, or as
   * expected to fail: neither failed nor passed), `total` (with these) or `run` (without them), from which what is missing is worked out. Where one says
   * how many others are to be there, `due`, and those have `seen`, it counts only with all of them. A line counts by each pattern that it matches.
   */
  lines: RegExp[]
  /** A line, with the one above it, whose counts are in those of another one. */
  part?: RegExp
  /** What is counted; tests, if nothing else is said. */
  unit?: Unit
  /** Not where a line of this form is in the output: there another row counts more finely. */
  unless?: RegExp
}

const summaryLines = (sign: string) =>
  [
    ...['tests +(?<total>\\d+)', 'pass +(?<passed>\\d+)', 'fail +(?<failed>\\d+)'],
    ...['cancelled +(?<errors>\\d+)', 'skipped +(?<skipped>\\d+)', 'todo +(?<marked>\\d+)'],
  ].map((line) => new RegExp(`^${sign} ${line}$`))

const ofExUnit = '(?:doctest|propert|test|feature)(?:y|ies|s)?'

/** The common runners. No two match the same line; of several rows of a runner the first that is there counts. */
export const formats: Format[] = [
  { runner: 'node:test', lines: summaryLines('ℹ') },
  // Of node:test in a pipe before Node 20, of tape, and of others.
  { runner: 'TAP', lines: summaryLines('#') },
  {
    runner: 'uvu',
    lines: [/^\s+Total:\s+(?<run>\d+)$/, /^\s+Passed:\s+(?<passed>\d+)$/, /^\s+Skipped:\s+(?<skipped>\d+)$/],
  },
  {
    runner: 'jest',
    lines: [
      /^Tests:\s+(?=\d)(?:.*?(?<failed>\d+) failed)?(?:.*?(?<skipped>\d+) skipped)?(?:.*?(?<marked>\d+) todo)?(?:.*?(?<passed>\d+) passed)?.*?(?<total>\d+) total/,
    ],
  },
  {
    runner: 'vitest',
    lines: [
      /^\s*Tests\s+(?=\d)(?:(?<failed>\d+) failed)?[ |]*(?:(?<passed>\d+) passed)?[ |]*(?:(?<skipped>\d+) skipped)?[ |]*(?:(?<marked>\d+) todo)?.*\((?<total>\d+)\)/,
    ],
  },
  {
    runner: 'mocha',
    lines: [/^\s+(?<passed>\d+) passing\b/, /^\s+(?<failed>\d+) failing$/, /^\s+(?<skipped>\d+) pending$/],
  },
  {
    runner: 'ava',
    lines: [
      /^\s+(?<passed>\d+) tests? passed$/,
      /^\s+(?<failed>\d+) tests? failed$/,
      /^\s+(?<skipped>\d+) tests? skipped$/,
      /^\s+(?<marked>\d+) tests? todo$/,
      /^\s+(?<marked>\d+) known failures?$/,
      /^\s+(?<errors>\d+) uncaught exceptions?$/,
    ],
  },
  {
    runner: 'tap',
    lines: [
      /^# \{ total: (?<total>\d+), pass: (?<passed>\d+)(?:, fail: (?<failed>\d+))?(?:, skip: (?<skipped>\d+))?/,
      /^Asserts:\s+(?:(?<failed>\d+) fail(?:ed)?\s+)?(?:(?<passed>\d+) pass(?:ed)?\s+)?(?:(?<skipped>\d+) (?:skip\w*|pending)\s+)?of (?<total>\d+)/,
    ],
  },
  {
    runner: 'pytest',
    lines: [
      /^(?:=+ )?(?=\d+ \w+)(?:(?<failed>\d+) failed(?:, )?)?(?:(?<passed>\d+) passed(?:, )?)?(?:(?<skipped>\d+) skipped(?:, )?)?(?:\d+ deselected(?:, )?)?(?:(?<marked>\d+) xfailed(?:, )?)?(?:\d+ (?:xpassed|warnings?)(?:, )?)*(?:(?<errors>\d+) errors?)? in [\d.]+s/,
    ],
  },
  {
    runner: 'unittest',
    lines: [
      /^Ran (?<total>\d+) tests? in [\d.]+s$/,
      /^(?:FAILED|OK) \((?:failures=(?<failed>\d+))?(?:, )?(?:errors=(?<errors>\d+))?(?:, )?(?:skipped=(?<skipped>\d+))?(?:, )?(?:expected failures=(?<marked>\d+))?/,
    ],
  },
  {
    runner: 'cargo',
    lines: [
      /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored/,
      /^\s*Summary \[.*\] +(?<run>\d+) tests? run: (?<passed>\d+) passed.*?(?:, (?<failed>\d+) failed)?(?:, (?<skipped>\d+) skipped)?$/,
    ],
  },
  {
    runner: 'go',
    unit: 'packages',
    unless: /^\s*--- PASS: /,
    lines: [/^(?:(?<passed>ok)|(?<failed>FAIL)) {0,2}\t\S+/],
  },
  { runner: 'go', lines: [/^\s*--- (?:(?<passed>PASS)|(?<failed>FAIL)|(?<skipped>SKIP)): /] },
  {
    runner: 'bun',
    lines: [
      /^\s*(?<passed>\d+) pass$/,
      /^\s*(?<failed>\d+) fail$/,
      /^\s*(?<skipped>\d+) skip$/,
      /^\s*(?<marked>\d+) todo$/,
    ],
  },
  {
    runner: 'deno',
    lines: [/^(?:ok|FAILED) \| (?<passed>\d+) passed.*? \| (?<failed>\d+) failed(?: \| (?<skipped>\d+) ignored)?/],
  },
  {
    runner: 'playwright',
    lines: [/^\s+(?<passed>\d+) passed \([\d.]+m?s\)$/, /^\s+(?<failed>\d+) failed$/, /^\s+(?<skipped>\d+) skipped$/],
  },
  { runner: 'rspec', lines: [/^(?<total>\d+) examples?, (?<failed>\d+) failures?(?:, (?<skipped>\d+) pending)?/] },
  {
    runner: 'phpunit',
    lines: [
      /^OK \((?<total>\d+) tests?, /,
      /^Tests: (?<total>\d+), Assertions: \d+(?:, Errors: (?<errors>\d+))?(?:, Failures: (?<failed>\d+))?(?:.*?Skipped: (?<skipped>\d+))?(?:.*?Incomplete: (?<marked>\d+))?/,
    ],
  },
  {
    runner: 'maven',
    lines: [
      /^(?:\[\w+\] )?Tests run: (?<total>\d+), Failures: (?<failed>\d+), Errors: (?<errors>\d+), Skipped: (?<skipped>\d+)/,
    ],
    // of one class
    part: /\n.*\bTime elapsed\b/,
  },
  {
    runner: 'dotnet',
    lines: [/^(?:Passed|Failed)!\s+- Failed:\s+(?<failed>\d+), Passed:\s+(?<passed>\d+), Skipped:\s+(?<skipped>\d+)/],
  },
  { runner: 'gradle', lines: [/^(?<total>\d+) tests? completed, (?<failed>\d+) failed(?:, (?<skipped>\d+) skipped)?/] },
  { runner: 'jasmine', lines: [/^(?<total>\d+) specs?, (?<failed>\d+) failures?(?:, (?<skipped>\d+) pending)?/] },
  {
    runner: 'minitest',
    lines: [
      /^(?<total>\d+) runs, \d+ assertions, (?<failed>\d+) failures, (?<errors>\d+) errors, (?<skipped>\d+) skips/,
    ],
  },
  {
    runner: 'ExUnit',
    lines: [
      // Doctests, properties and others are counted each by themselves; excluded ones are among them.
      ...[0, 1, 2, 3].map(
        (before) =>
          new RegExp(
            `^(?:\\d+ ${ofExUnit}, ){${before}}(?<total>\\d+) ${ofExUnit}, (?=(?:\\d+ ${ofExUnit}, )*\\d+ failures?\\b)`,
          ),
      ),
      new RegExp(`^(?:\\d+ ${ofExUnit}, )+(?<failed>\\d+) failures?\\b`),
      /^(?:\d+ \w+, )+\d+ failures?, (?:.*, )?(?<errors>\d+) invalid\b/,
      /^(?:\d+ \w+, )+\d+ failures?, (?:.*, )?(?<skipped>\d+) skipped\b/,
      /^(?:\d+ \w+, )+\d+ failures?, (?<marked>\d+) excluded\b/,
      /^Result: (?<passed>\d+)\/(?<total>\d+) passed\b/,
      /^Result: \d+\/\d+ passed, (?:.*, )?(?<errors>\d+) invalid\b/,
      /^Result: \d+\/\d+ passed, (?:.*, )?(?<skipped>\d+) skipped\b/,
      /^Result: \d+\/\d+ passed, (?:.*, )?(?<marked>\d+) excluded\b/,
      /^Result: \d+\/\d+ passed, (?:.*, )?(?<failed>\d+) failed\b/,
    ],
  },
  {
    runner: 'pest',
    lines: [
      /^ *Tests: +(?:\d+ deprecated, )?(?:(?<failed>\d+) failed, )?(?:\d+ [a-z]+, )??(?:(?<skipped>\d+) skipped, )?(?:(?<marked>\d+) todo, )?(?<passed>\d+) passed \(\d+ assertions?\)/,
    ],
  },
  {
    runner: 'XCTest',
    lines: [/^\s*Executed (?<total>\d+) tests?, with (?:(?<skipped>\d+) tests? skipped and )?(?<failed>\d+) failures?/],
    part: /^Test Suite '(?!(?:All|Selected) tests')/,
  },
  {
    // A run says of those that failed only how many issues they had.
    runner: 'Swift Testing',
    lines: [
      /^(?:\S+ +)?Test run with (?<total>\d+) tests?\b.* (?:passed|failed) after [\d.]+ seconds(?: with (?<due>\d+) issues?)?/,
      /^\S+ +Test (?!run with )(?<failed>.*) failed after [\d.]+ seconds with (?<seen>\d+) issues?\b/,
      /^\S+ +Test (?!run with )(?<skipped>\S+|".*") skipped(?:\.$|: ")/,
    ],
  },
  {
    runner: 'flutter',
    lines: [
      /^\d+:\d\d \+(?<passed>\d+)(?: ~(?<skipped>\d+))?(?: -(?<failed>\d+))?: (?:All|Some)(?: other)? tests \w+[.!]$/,
    ],
  },
  {
    runner: 'ScalaTest',
    lines: [
      /^(?:\[\w+\] )?Tests: succeeded (?<passed>\d+), failed (?<failed>\d+), canceled \d+, ignored (?<skipped>\d+)/,
    ],
    unless: /^(?:\[\w+\] )?(?:Passed|Failed): Total \d/,
  },
  {
    runner: 'sbt',
    lines: [
      /^(?:\[\w+\] )?(?:Passed|Failed): Total \d+, Failed (?<failed>\d+), Errors (?<errors>\d+), Passed (?<passed>\d+)/,
    ],
  },
  { runner: 'its own words', lines: [/^(?<passed>\d+) passed, (?<failed>\d+) failed(?:, (?<skipped>\d+) skipped)?$/] },
  {
    runner: 'busted',
    lines: [
      /^(?<passed>\d+) success(?:es)? \/ (?<failed>\d+) failures? \/ (?<errors>\d+) errors? \/ (?<skipped>\d+) pending\b/,
    ],
  },
  { runner: 'gleam', lines: [/^(?<passed>\d+) passed, (?:no|(?<failed>\d+)) failures?$/] },
  {
    runner: 'cabal',
    unit: 'suites',
    lines: [/^(?<passed>\d+) of (?<run>\d+) test suites? \(\d+ of \d+ test cases?\) (?:passed|failed)\.$/],
    unless: /^\d+ examples?, \d+ failures?\b/,
  },
  {
    runner: 'TAP',
    lines: [
      /^1\.\.(?<due>\d+)\b/,
      /^(?<seen>(?<total>(?:not )?ok)) \d+/,
      /^(?<failed>not ok) \d+(?!.*# (?:TODO|SKIP|todo|skip)\b)/,
      /^(?<skipped>(?:not )?ok) \d+.*# (?:TODO|SKIP|todo|skip)\b/,
    ],
    unless: /^# \{ total: \d/,
  },
]
