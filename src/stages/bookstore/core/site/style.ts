/** The site's one style sheet. */
export const STYLE = `
:root{--paper:#f8f5ef;--card:#fffdf9;--ink:#20303a;--soft:#5f6f78;--line:#e2dbcd;--brand:#0f5257;--gold:#b7791f;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--paper:#14191c;--card:#1c2327;--ink:#e8e4da;--soft:#9aa7ad;--line:#2f393e;--brand:#6fc3b8;--gold:#e2b45c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1,h2,h3,.brand{font-family:Georgia,"Iowan Old Style",Palatino,serif;line-height:1.2;text-wrap:balance}
h1{font-size:2rem;margin:0 0 .4rem}h2{font-size:1.35rem;margin:2.4rem 0 1rem}
a{color:var(--brand)}a:hover{text-decoration-thickness:2px}
.wrap{max-width:1080px;margin:0 auto;padding:0 20px}
header{background:var(--card);border-bottom:1px solid var(--line)}
header .wrap{display:flex;flex-wrap:wrap;gap:12px 22px;align-items:center;padding-top:14px;padding-bottom:14px}
.brand{display:flex;gap:10px;align-items:center;font-size:1.2rem;font-weight:700;color:var(--ink);text-decoration:none}
.brand svg{width:34px;height:34px}
nav{display:flex;gap:18px;margin-left:auto}nav a{color:var(--ink);text-decoration:none}nav a:hover{color:var(--brand)}
form.find{display:flex;flex:1 1 260px;max-width:430px}
input,button,.button{font:inherit;border-radius:8px;border:1px solid var(--line);padding:9px 13px;background:var(--paper);color:var(--ink)}
input:focus-visible,button:focus-visible,a:focus-visible{outline:2px solid var(--gold);outline-offset:2px}
form.find input{flex:1;min-width:0;border-radius:8px 0 0 8px;border-right:0}form.find button{border-radius:0 8px 8px 0}
button,.button{background:#0f5257;border-color:#0f5257;color:#fff;cursor:pointer;text-decoration:none;display:inline-block}
button:hover,.button:hover{background:#0b3f43;color:#fff}
button.plain{background:none;border:0;color:var(--soft);padding:4px 8px;text-decoration:underline}
body{display:flex;flex-direction:column;min-height:100vh}main{padding:34px 0 60px;flex:1}
.lead{color:var(--soft);font-size:1.08rem;max-width:62ch;margin:0 0 1.2rem}
.fields{display:flex;flex-wrap:wrap;gap:8px;padding:0;list-style:none;margin:18px 0 0}
.fields a{display:block;padding:6px 14px;border:1px solid var(--line);border-radius:99px;text-decoration:none;color:var(--ink);background:var(--card)}
.fields a:hover,.fields a[aria-current]{border-color:var(--brand);color:var(--brand)}
.fields+.shelf{margin-top:28px}
.shelf{display:grid;grid-template-columns:repeat(auto-fill,minmax(158px,1fr));gap:26px 22px;padding:0;margin:0;list-style:none}
.shelf a{text-decoration:none;color:inherit;display:block}
.shelf img,.book img{width:100%;height:auto;aspect-ratio:240/340;display:block;border-radius:3px 6px 6px 3px;box-shadow:0 1px 2px rgba(0,0,0,.25),0 8px 18px -8px rgba(0,0,0,.4);background:var(--line);transition:transform .15s}
.shelf a:hover img{transform:translateY(-4px)}
.shelf strong{display:block;margin-top:12px;font-weight:600;line-height:1.3}
.shelf span{color:var(--soft);font-size:.92rem;display:block}.price{color:var(--gold)!important;font-weight:600}
.book{display:grid;grid-template-columns:minmax(180px,270px) 1fr;gap:40px;align-items:start}
.book dl{display:grid;grid-template-columns:auto 1fr;gap:4px 18px;margin:20px 0}.book dt{color:var(--soft)}.book dd{margin:0}
.book .price{font-size:1.5rem}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line);border-radius:8px}
td,th{text-align:left;padding:12px 14px;border-bottom:1px solid var(--line)}td:last-child,th:last-child{text-align:right}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:22px 24px;max-width:520px}
.card label{display:block;margin:0 0 14px;font-weight:600}.card input{display:block;width:100%;margin-top:5px;font-weight:400}
.wrong{color:#b3261e;font-weight:400}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.92rem;padding:22px 0 40px}
@media (max-width:640px){.book{grid-template-columns:1fr}.book img{max-width:220px}nav{margin-left:0}h1{font-size:1.6rem}}
`.trimStart()

/** Press "/" to search: the only thing that the site needs a script for. */
export const SCRIPT = `
document.addEventListener('keydown', (event) => {
  const find = document.querySelector('form.find input')
  if (event.key !== '/' || !find || /^(input|textarea)$/i.test(event.target.tagName)) return
  event.preventDefault()
  find.focus()
  find.select()
})
`.trimStart()

/** The mill wheel in the header and in the browser's tab. */
export const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="14" fill="#0f5257"/>' +
  '<path d="M12 18c8-4 14-3 20 2 6-5 12-6 20-2v27c-8-4-14-3-20 2-6-5-12-6-20-2Z" fill="#fffdf7"/>' +
  '<path d="M32 20v27" stroke="#0f5257" stroke-width="2"/><path d="M17 26q5-2 10 1M17 33q5-2 10 1M37 27q5-3 10-1M37 34q5-3 10-1" fill="none" stroke="#b7791f" stroke-width="2.4" stroke-linecap="round"/></svg>'
