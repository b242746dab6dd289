/** Three lines of water below a mill. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0b6e8a" />
      <g fill="none" stroke="#fff" strokeLinecap="round" strokeWidth="2.6">
        <path d="M6 10.5c3.4 0 3.4 3 6.7 3s3.3-3 6.6-3 3.3 3 6.7 3" />
        <path d="M6 16.5c3.4 0 3.4 3 6.7 3s3.3-3 6.6-3" opacity=".8" />
        <path d="M6 22.5c3.4 0 3.4 3 6.7 3" opacity=".55" />
      </g>
    </svg>
  )
}
