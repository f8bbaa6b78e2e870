"""How much one visit to one site may cost, it and us."""

from __future__ import annotations

from dataclasses import dataclass

#: Says who asks and where to complain; a site that wants us out can name it in robots.txt.
AGENT = "Mozilla/5.0 (compatible; Xuncha/0.1; government website inspection)"


@dataclass(frozen=True, slots=True)
class Plan:
    """The caps of a visit; times in seconds, sizes in bytes."""

    max_pages: int = 1000
    max_depth: int = 10
    #: Requests a second for one host, 0 for no pause; and connections to it at once.
    rate: float = 5.0
    connections: int = 4
    #: Visits to the home page, spread over the crawl; the official limit of each.
    visits: int = 20
    home_timeout: float = 15.0
    page_timeout: float = 30.0
    connect_timeout: float = 8.0
    #: As sent, and after decompression.
    max_raw: int = 5_000_000
    max_body: int = 8_000_000
    max_site_bytes: int = 3_000_000_000
    #: No page and no file is begun after so long, whatever the site does to slow us down; what was
    #: not asked is not tested.
    max_seconds: float = 7200.0
    #: Addresses outside the pages (files, pictures, other hosts) that are tried at most.
    max_checks: int = 20_000
    redirects: int = 5
    #: Read of a file or of another host's page: enough for its magic number and its title.
    sniff: int = 4096
    #: Attached documents whose words are read, the bytes of each that are fetched for it, and the
    #: seconds that its reading may take.
    max_documents: int = 300
    document: int = 3_000_000
    document_timeout: float = 10.0
    #: The first pause before a doubtful answer is tried again; doubled each time.
    patience: float = 1.0
    #: The longest pause that is kept because a server asks for it (Retry-After, Crawl-delay).
    longest_pause: float = 30.0
    agent: str = AGENT
    #: Where a home page without a port answers over http and over https.
    http_port: int = 80
    https_port: int = 443
