import { Link } from '@tanstack/react-router'
import classes from './page-tabs.module.css'

interface PageTab {
  readonly path: string
  readonly name: string
}

interface PageTabsProps {
  /** What the tabs are parts of: "About this API". */
  readonly label: string
  readonly tabs: readonly PageTab[]
}

/** The parts of one thing, each at an address of its own. */
export function PageTabs({ label, tabs }: PageTabsProps) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map(({ path, name }) => (
        <Link key={path} to={path} className={classes.tab} activeOptions={{ exact: true, includeSearch: false }}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
