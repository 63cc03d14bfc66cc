import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

/** From light to dark; the fifth is the accent by night, the eighth the one by day. */
const accent: MantineColorsTuple = [
  '#e8f5f3',
  '#d0eae6',
  '#a3d8d1',
  '#74d0c5',
  '#56c2b5',
  '#2c9c90',
  '#128277',
  '#0b6e66',
  '#095a53',
  '#06443f',
]

/** What a notice of this colour stands on, and how its title is written. */
const notices: Readonly<Record<string, readonly [ground: string, ink: string]>> = {
  red: ['var(--bad-tint)', 'var(--bad)'],
  yellow: ['var(--warning-tint)', 'var(--warning)'],
  accent: ['var(--sunken)', 'var(--accent)'],
}

/** Mantine's own mixtures are too faint on one of the grounds, by day or by night. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const name = input.color ?? 'accent'
  if (input.variant === 'filled' && name === 'accent') return { ...colors, color: 'var(--on-accent)' }
  const notice = input.variant === 'light' ? notices[name] : undefined
  return notice === undefined ? colors : { ...colors, background: notice[0], hover: notice[0], color: notice[1] }
}

export const theme = createTheme({
  variantColorResolver: variantColors,
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.34', sm: '1.39', md: '1.43', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '4px', md: '6px', lg: '8px', xl: '10px' },
  defaultRadius: 'md',
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '20px', lineHeight: '1.4' } } },
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        position: 'right',
        size: 'lg',
        overlayProps: { backgroundOpacity: 0.3 },
      },
    },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
})

/** The colours of the design, by day and by night; all pairs meet AA on all three grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...mantine({ canvas: '#fafaf8', surface: '#ffffff', line: '#e4e4df', ink: '#1d1d1b', quiet: '#55554f' }),
    ...{ '--sunken': '#f3f3f0', '--ink-3': '#6e6e67', '--accent': '#0b6e66', '--on-accent': '#ffffff' },
    ...{ '--good': '#1a7345', '--good-tint': '#e6f3eb', '--warning': '#8f5300', '--warning-tint': '#fbf0dc' },
    ...{ '--bad': '#b3261e', '--bad-tint': '#fbe9e7', '--info': '#2b5fb3', '--info-tint': '#e8effa' },
    ...{ '--series-1': '#2b5fb3', '--series-2': '#c26a00', '--series-3': '#0b8a6f', '--series-4': '#a8437e' },
    ...{ '--series-5': '#6d5bd0', '--series-other': '#7a7a73' },
  },
  dark: {
    ...mantine({ canvas: '#141413', surface: '#1c1c1a', line: '#33332f', ink: '#ececE8', quiet: '#b0b0a9' }),
    ...{ '--sunken': '#242422', '--ink-3': '#94948c', '--accent': '#56c2b5', '--on-accent': '#0e1f1d' },
    ...{ '--good': '#62c48d', '--good-tint': '#17291f', '--warning': '#e3a849', '--warning-tint': '#2d2415' },
    ...{ '--bad': '#f28b82', '--bad-tint': '#331d1b', '--info': '#8ab4f8', '--info-tint': '#1b2536' },
    ...{ '--series-1': '#8ab4f8', '--series-2': '#e3a849', '--series-3': '#56c2b5', '--series-4': '#e58fbf' },
    ...{ '--series-5': '#b3a6f5', '--series-other': '#94948c' },
  },
})

interface Grounds {
  readonly canvas: string
  readonly surface: string
  readonly line: string
  readonly ink: string
  readonly quiet: string
}

function mantine({ canvas, surface, line, ink, quiet }: Grounds): Record<string, string> {
  return {
    '--mantine-color-body': surface,
    '--mantine-color-text': ink,
    '--mantine-color-dimmed': quiet,
    '--mantine-color-default': surface,
    '--mantine-color-default-border': line,
    '--mantine-color-placeholder': quiet,
    '--mantine-color-error': 'var(--bad)',
    ...{ '--canvas': canvas, '--surface': surface, '--line': line, '--ink': ink, '--ink-2': quiet },
  }
}
