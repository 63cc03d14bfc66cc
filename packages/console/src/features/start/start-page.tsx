import { Navigate } from '@tanstack/react-router'
import { useMay } from '../../client/use-me.ts'
import { hasLeftSetUp, useIsSetUp } from '../../client/use-set-up.ts'
import { Waiting } from '../../ui/answered.tsx'

/** `/`: the set-up before anything was called, then the workspace that somebody works in. */
export function StartPage() {
  const may = useMay()
  const isSetUp = useIsSetUp()
  if (isSetUp === undefined) return <Waiting />
  if (!isSetUp && !hasLeftSetUp()) return <Navigate to="/welcome" replace />
  return <Navigate to={may('apis:manage') ? '/publisher' : '/devportal'} replace />
}
