"""Numbers that may be percentages.

Source: kubernetes/apimachinery ``pkg/util/intstr`` (``GetScaledValueFromIntOrPercent``).
"""


def scaled_up(value: int | str, total: int) -> int:
    """A number as it is, a percentage of the total rounded up."""
    return -(-_percent(value) * total // 100) if isinstance(value, str) else value


def scaled_down(value: int | str, total: int) -> int:
    """A number as it is, a percentage of the total rounded down."""
    return _percent(value) * total // 100 if isinstance(value, str) else value


def _percent(value: str) -> int:
    return int(value.removesuffix("%"))
