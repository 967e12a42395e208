"""Who is signed in, with which credentials, in which region."""
