"""What notices do: write a mail, send what waits."""
