CREATE TABLE [Order Details]([OrderID]INTEGER NOT NULL, [ProductID]INTEGER NOT NULL, [UnitPrice]NUMERIC NOT NULL DEFAULT 0, [Quantity]INTEGER NOT NULL DEFAULT 1, [Discount]REAL NOT NULL DEFAULT 0, PRIMARY KEY ("OrderID","ProductID"), CHECK ([Discount]>=(0) AND [Discount]<=(1)), CHECK ([Quantity]>(0)), FOREIGN KEY ([OrderID]) REFERENCES [Orders] ([OrderID]) ON DELETE NO ACTION ON UPDATE NO ACTION);
CREATE TABLE [Orders]( [OrderID]INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, [CustomerID]TEXT, [OrderDate]DATETIME, [Freight]NUMERIC DEFAULT 0, [ShipName]TEXT);
CREATE VIEW [Invoices] AS SELECT [Orders].[ShipName], [Order Details].ProductID, ([Order Details].UnitPrice*[Quantity]*(1-[Discount])/100)*100 AS ExtendedPrice FROM [Orders] JOIN [Order Details] ON [Orders].OrderID = [Order Details].OrderID;
CREATE TABLE [Album] ( [AlbumId] INTEGER  NOT NULL, [Title] NVARCHAR(160)  NOT NULL, CONSTRAINT [PK_Album] PRIMARY KEY  ([AlbumId]));
CREATE UNIQUE INDEX [IPK_Album] ON [Album]([AlbumId]);
