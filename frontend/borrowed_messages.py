"""Words of Django and django-allauth that readers of Corridor see.

Their own catalogues lack some of our languages or have only half of these, so ours translate them: a
catalogue in LOCALE_PATHS comes before those of the libraries. Copied exactly, British English or not; a test
holds each against its library. Nothing imports this file: it is here to be found by the extractor.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# Django: forms and fields
_("This field is required.")
_("Enter a valid value.")
_("Enter a valid email address.")
_("Enter a valid URL.")
_("Enter a whole number.")
_("Enter a number.")
_("Enter a valid date.")
_("Enter a valid time.")
_("Enter a valid date/time.")
_("Enter a list of values.")
_("Enter a complete value.")
_("Enter a valid UUID.")
_("Enter a valid JSON.")
_("Select a valid choice. %(value)s is not one of the available choices.")
_("Select a valid choice. That choice is not one of the available choices.")
_("Ensure this value is less than or equal to %(limit_value)s.")
_("Ensure this value is greater than or equal to %(limit_value)s.")
_("Null characters are not allowed.")
_("No file was submitted.")
_("No file was submitted. Check the encoding type on the form.")
_("The submitted file is empty.")
_("Upload a valid image. The file you uploaded was either not an image or a corrupted image.")
_("%(model_name)s with this %(field_label)s already exists.")
_("Please correct the duplicate data for %(field)s.")
_("Yes")
_("No")
_("and")
_("or")
ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
ngettext_lazy(
    "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
ngettext_lazy("%(size)d byte", "%(size)d bytes", "size")
_("%s KB")
_("%s MB")

# Django: passwords
_("This password is too common.")
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)

# django-allauth: signing in and up
_("This account is currently inactive.")
_("The email address and/or password you specified are not correct.")
_("Too many failed login attempts. Try again later.")
_("Incorrect code.")
_("Incorrect password.")
_("Invalid or expired key.")
_("Invalid login.")
_("The password reset token was invalid.")
_("Be patient, you are sending too many requests.")

# django-allauth: the account
_("A user is already registered with this email address.")
_("This email address is already associated with this account.")
_("You cannot remove your primary email address.")
_("You cannot add more than %d email addresses.")
_("Your primary email address must be verified.")
_("Please type your current password.")
_("The new value must be different from the current one.")
_("Please select only one.")

# django-allauth: the second factor
_("You cannot add an email address to an account protected by two-factor authentication.")
_("You cannot deactivate two-factor authentication.")
_("You cannot generate recovery codes without having two-factor authentication enabled.")
_("You cannot activate two-factor authentication until you have verified your email address.")
