import { useDesk } from '../data/desk.tsx'
import { Logo } from '../look/logo.tsx'
import classes from './empty.module.css'

/** Nothing stored yet: what is followed, and how to bring lines in. */
export function Empty() {
  const { info } = useDesk()
  const tailed = info?.tailed ?? []
  return (
    <section className={classes.empty} data-testid="empty">
      <Logo size={44} />
      <h1>No lines yet</h1>
      {tailed.length > 0 ? (
        <>
          <p>Tailrace follows these files. Their lines will appear here within a second of being written.</p>
          <ul>
            {tailed.map((file) => (
              <li key={file} className="mono">
                {file}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>Tailrace follows no file.</p>
      )}
      <h2>Bring lines in</h2>
      <dl>
        <dt>Follow a log</dt>
        <dd className="mono">npm start -- up /var/log/nginx/access.log</dd>
        <dt>Import whole files, .gz too</dt>
        <dd className="mono">npm start -- import /var/log/nginx/access.log*</dd>
        <dt>See first how lines are read</dt>
        <dd className="mono">npm start -- check /var/log/nginx/access.log</dd>
      </dl>
      {info && <p className={classes.folder}>Data lie in {info.dataFolder}</p>}
    </section>
  )
}
