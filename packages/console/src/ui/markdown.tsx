import { Box } from '@mantine/core'
import DOMPurify from 'dompurify'
import { Marked } from 'marked'
import { useMemo } from 'react'
import classes from './markdown.module.css'

/** What people write is text with marks: nothing that runs, nothing that is fetched, nothing that takes part in the page. */
const allowed = {
  ALLOWED_TAGS: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code'],
    ...['em', 'strong', 'del', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|\/(?!\/)|#)/i,
}

/**
 * HTML within the text stays text, so that no handler of somebody else ever is an attribute, not even of what is then cleaned. Images are
 * left out for their words: a page asks no other place for anything.
 */
const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
  },
})

/** Markdown of somebody else, cleaned. */
export function Markdown({ text }: { readonly text: string }) {
  const html = useMemo(() => cleanHtml(text), [text])
  // biome-ignore lint/security/noDangerouslySetInnerHtml: DOMPurify has cleaned it; see above.
  return <Box className={classes.text} dangerouslySetInnerHTML={{ __html: html }} />
}

function cleanHtml(text: string): string {
  return DOMPurify.sanitize(marked.parse(text, { async: false }), allowed)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
