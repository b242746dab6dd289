import './look/mantine.ts'
import './look/page.css'
import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { DeskProvider } from './data/desk.tsx'
import { cssVariables, theme } from './look/theme.ts'
import { App } from './shell/app.tsx'
import { createViewStore } from './view/store.ts'
import { StoreContext } from './view/use-view.ts'

/** Styles made at run time carry the nonce that the server put into the page (see the policy in page.ts). */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
Object.assign(globalThis, { __webpack_nonce__: nonce })

const store = createViewStore()

createRoot(document.getElementById('root') as HTMLElement).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    defaultColorScheme="auto"
    getStyleNonce={() => nonce}
  >
    <StoreContext value={store}>
      <DeskProvider store={store}>
        <App nonce={nonce} />
      </DeskProvider>
    </StoreContext>
  </MantineProvider>,
)
