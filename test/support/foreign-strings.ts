import fc from 'fast-check'

/** Every character that means something in Markdown or HTML, and what it means something in; what acts on a terminal; and halves of characters. */
const pieces = fc.oneof(
  fc.constantFrom(...'\\`*_{}[]()#+-.!|<>~&:;=@/"\'$%^ \t\n\r0123456789abcXYZé—'),
  fc.constantFrom(
    ...[
      'http://',
      'https://a.b',
      'www.',
      'a@b.co',
      '@me',
      '#12',
      'GH-1',
      'mailto:',
      'ftp://x',
      'o/r#1',
      'o/r@4fd608c',
      'GHSA-jfh8-c2jp-5v3q',
    ],
  ),
  fc.constantFrom(
    ...['](', '[x]', '[ ] ', '<b>', '<!--', '&amp;', '&#35;', '```', '~~', '**', '__', '- ', '1. ', '    '],
  ),
  fc.constantFrom(
    ...[
      '---',
      '===',
      '[^1]',
      '[^1]: ',
      '![',
      '> [!NOTE]',
      '$x$',
      ':tada:',
      '\u200b',
      '\u001b]8;;x\u0007',
      'w'.repeat(300),
      'foo_bar_baz',
      '\u202e',
      '\u0000',
      '\u001b[31m',
      '\ud800',
      '😀',
      '\u0085',
      '\u2028',
      '\u2066',
      '\u009b1m',
      '<script>',
      '" onload="',
      "' x='",
      '--><!--',
    ],
  ),
)

export const foreignStrings = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''))
