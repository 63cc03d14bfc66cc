/** Where the rules are explained: `file "Heading"` and, for an invariant, its number. check-docs makes sure that the headings exist. */
export const pages = {
  structure: 'ARCHITECTURE.md "Invariants" 1',
  siblings: 'ARCHITECTURE.md "Invariants" 2',
  cycles: 'ARCHITECTURE.md "Invariants" 3',
  onePlace: 'ARCHITECTURE.md "Invariants" 4',
  policies: 'ARCHITECTURE.md "Invariants" 6',
  dependencies: 'ARCHITECTURE.md "Dependencies"',
  style: 'scripts/README.md "House style"',
  tests: 'scripts/README.md "Tests"',
  docs: 'scripts/README.md "Documentation"',
} as const
