/** The icons of the window, by their lucide names. Import from here, so that the set can be looked over in one place. */
export * from 'lucide-react'
