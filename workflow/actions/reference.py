"""The reference code that every outgoing mail bears: BV-<serial>-<check character>.

The check character catches a mistyped or swapped digit; the letters that look like digits are left out.
"""

_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23, a prime: every single error and every swap is caught


def reference_code(serial: int) -> str:
    """`BV-1-B` for case 1."""
    weighted = sum(position * int(digit) for position, digit in enumerate(reversed(str(serial)), 2))
    return f"BV-{serial}-{_CHARACTERS[weighted % len(_CHARACTERS)]}"
