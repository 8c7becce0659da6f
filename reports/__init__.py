"""What people read: data in, text, pictures, workbooks and documents out. No SQL and no connection."""
