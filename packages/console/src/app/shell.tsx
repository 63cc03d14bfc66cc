import { AppShell, Box } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { BottomBar } from './bottom-bar.tsx'
import { Rail } from './rail.tsx'
import { Search } from './search.tsx'
import classes from './shell.module.css'
import { TopBar } from './top-bar.tsx'
import { useLetters } from './use-letters.ts'

/** The frame around every page: rail, bar, search. On a phone the rail is a bar at the bottom and a drawer. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const isPhone = useMediaQuery('(max-width: 767px)', undefined, { getInitialValueInEffect: false }) === true
  const { pathname } = useLocation()
  useLetters()
  // Going somewhere is what the drawer was opened for.
  useEffect(() => {
    if (pathname !== '') close()
  }, [pathname, close])
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      {...(isPhone ? { footer: { height: 56 } } : {})}
      padding="lg"
      classNames={{ main: classes.main ?? '', navbar: classes.rail ?? '', header: classes.bar ?? '' }}
    >
      <a className="skip-link" href="#page">
        Skip to the page
      </a>
      <AppShell.Header>
        <TopBar isMenuOpen={isOpen} onMenu={toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="sm" inert={isPhone && !isOpen}>
        <Rail />
      </AppShell.Navbar>
      <AppShell.Main>
        <Box id="page">{children}</Box>
      </AppShell.Main>
      {isPhone && (
        <AppShell.Footer>
          <BottomBar />
        </AppShell.Footer>
      )}
      <Search />
    </AppShell>
  )
}
