"""What a browser says of itself enters; the names of browser and system leave, as codes."""

# In this order: many browsers name those they are built on as well.
_BROWSERS = (
    ("edg", "edge"), ("opr/", "opera"), ("samsungbrowser", "samsung"), ("firefox", "firefox"),
    ("fxios", "firefox"), ("crios", "chrome"), ("chrome", "chrome"), ("chromium", "chrome"),
    ("safari", "safari"),
)  # fmt: skip
_SYSTEMS = (
    ("android", "android"), ("iphone", "iphone"), ("ipad", "ipad"), ("windows", "windows"),
    ("mac os", "mac"), ("cros", "chromeos"), ("linux", "linux"),
)  # fmt: skip
_LONGEST = 400


def device_of(user_agent: str) -> tuple[str, str]:
    """Return (browser, system); "" for what is not recognised. Version numbers are not kept."""
    said = user_agent[:_LONGEST].lower()
    browser = next((code for sign, code in _BROWSERS if sign in said), "")
    return browser, next((code for sign, code in _SYSTEMS if sign in said), "")
