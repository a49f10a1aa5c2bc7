filedesc://x.arc 0.0.0.0 20210506070809 text/plain 67
1 0 Tests
URL IP-address Archive-date Content-type Archive-length


https://mag.example/a 192.0.2.1 20210506070809 text/html 228
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!doctype html><title>T</title><p>The port authority said on Monday that the second crane would arrive before the rains, two months later than it had promised in spring.
