from newscrawl.model import Rights


def page_rights(document, page):
    return Rights()
