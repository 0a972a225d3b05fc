/** What `version` and `list` print where no configuration adds to it, as the build finds it. The sources have none: they look. */
export const builtInAnswers: { version: string; list: string } | undefined = undefined
