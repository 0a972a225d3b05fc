/** Around what bookend itself writes into CLAUDE.md or AGENTS.md: no rules of the project's, and not for a review to change. */
export const ownParagraph = { begin: '<!-- bookend:begin -->', end: '<!-- bookend:end -->' }
