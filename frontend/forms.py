"""How Django draws forms: with the components of the design system."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """The value of FORM_RENDERER. For the widgets "django.forms" must be in INSTALLED_APPS."""

    form_template_name = "components/form/form.html"
    field_template_name = "components/field/field.html"
