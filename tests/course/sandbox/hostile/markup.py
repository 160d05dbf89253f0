# refused
def attack():
    raise ValueError("\x1b[2J<script>alert(1)</script>\n=cmd()")
