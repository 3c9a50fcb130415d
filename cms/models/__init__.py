from cms.models.media import CustomDocument, CustomImage, CustomRendition

__all__ = ["CustomDocument", "CustomImage", "CustomRendition"]
