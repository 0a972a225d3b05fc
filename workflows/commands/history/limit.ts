/** How many sessions are shown where nobody says how many. */
export const usualLimit = 20
